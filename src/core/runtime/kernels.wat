;; The loops that ONNX Runtime does worse: AdamW, sums over gradients, dropout masks. Four floats at a time.
;; Pointers are byte offsets into the imported memory; counts of floats are multiples of 4, counts of bytes of 16.
(module
  (import "lathe" "memory" (memory 1 65536 shared))

  ;; AdamW (Loshchilov and Hutter 2019, algorithm 2) with the bias corrections folded into two factors:
  ;;   g <- scale g;  m <- b1 m + (1 - b1) g;  v <- b2 v + (1 - b2) g^2
  ;;   p <- decay p - rate m / (sqrt(v) root + epsilon)
  ;; rate = lr / (1 - b1^t), root = 1 / sqrt(1 - b2^t), decay = 1 - lr weightDecay
  (func (export "adamw")
    (param $p i32) (param $g i32) (param $m i32) (param $v i32) (param $count i32)
    (param $b1 f32) (param $b2 f32) (param $rate f32) (param $root f32) (param $epsilon f32) (param $decay f32) (param $scale f32)
    (local $end i32) (local $gradient v128) (local $first v128) (local $second v128)
    (local.set $end (i32.add (local.get $p) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $p) (local.get $end)))
        (local.set $gradient (f32x4.mul (v128.load (local.get $g)) (f32x4.splat (local.get $scale))))
        (local.set $first
          (f32x4.add
            (f32x4.mul (v128.load (local.get $m)) (f32x4.splat (local.get $b1)))
            (f32x4.mul (local.get $gradient) (f32x4.splat (f32.sub (f32.const 1) (local.get $b1))))))
        (local.set $second
          (f32x4.add
            (f32x4.mul (v128.load (local.get $v)) (f32x4.splat (local.get $b2)))
            (f32x4.mul
              (f32x4.mul (local.get $gradient) (local.get $gradient))
              (f32x4.splat (f32.sub (f32.const 1) (local.get $b2))))))
        (v128.store (local.get $m) (local.get $first))
        (v128.store (local.get $v) (local.get $second))
        (v128.store (local.get $p)
          (f32x4.sub
            (f32x4.mul (v128.load (local.get $p)) (f32x4.splat (local.get $decay)))
            (f32x4.div
              (f32x4.mul (local.get $first) (f32x4.splat (local.get $rate)))
              (f32x4.add
                (f32x4.mul (f32x4.sqrt (local.get $second)) (f32x4.splat (local.get $root)))
                (f32x4.splat (local.get $epsilon))))))
        (local.set $p (i32.add (local.get $p) (i32.const 16)))
        (local.set $g (i32.add (local.get $g) (i32.const 16)))
        (local.set $m (i32.add (local.get $m) (i32.const 16)))
        (local.set $v (i32.add (local.get $v) (i32.const 16)))
        (br $next))))

  ;; target[i] += source[i]
  (func (export "add") (param $target i32) (param $source i32) (param $count i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $target) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $target) (local.get $end)))
        (v128.store (local.get $target) (f32x4.add (v128.load (local.get $target)) (v128.load (local.get $source))))
        (local.set $target (i32.add (local.get $target) (i32.const 16)))
        (local.set $source (i32.add (local.get $source) (i32.const 16)))
        (br $next))))

  ;; sum of x[i]^2, in double precision
  (func (export "sumOfSquares") (param $x i32) (param $count i32) (result f64)
    (local $end i32) (local $four v128) (local $low v128) (local $high v128) (local $sum v128)
    (local.set $end (i32.add (local.get $x) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $x) (local.get $end)))
        (local.set $four (v128.load (local.get $x)))
        (local.set $low (f64x2.promote_low_f32x4 (local.get $four)))
        (local.set $high
          (f64x2.promote_low_f32x4
            (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $four) (local.get $four))))
        (local.set $sum
          (f64x2.add (local.get $sum)
            (f64x2.add (f64x2.mul (local.get $low) (local.get $low)) (f64x2.mul (local.get $high) (local.get $high)))))
        (local.set $x (i32.add (local.get $x) (i32.const 16)))
        (br $next)))
    (f64.add (f64x2.extract_lane 0 (local.get $sum)) (f64x2.extract_lane 1 (local.get $sum))))

  ;; bytes[i] = 1 where a random byte is below `keep`, else 0. Four xorshift32 streams (Marsaglia 2003) side by side, seeded by $s0..$s3.
  (func (export "mask") (param $bytes i32) (param $count i32) (param $keep i32) (param $s0 i32) (param $s1 i32) (param $s2 i32) (param $s3 i32)
    (local $end i32) (local $state v128)
    (local.set $end (i32.add (local.get $bytes) (local.get $count)))
    (local.set $state
      (i32x4.replace_lane 3
        (i32x4.replace_lane 2
          (i32x4.replace_lane 1 (i32x4.splat (local.get $s0)) (local.get $s1))
          (local.get $s2))
        (local.get $s3)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $bytes) (local.get $end)))
        (local.set $state (v128.xor (local.get $state) (i32x4.shl (local.get $state) (i32.const 13))))
        (local.set $state (v128.xor (local.get $state) (i32x4.shr_u (local.get $state) (i32.const 17))))
        (local.set $state (v128.xor (local.get $state) (i32x4.shl (local.get $state) (i32.const 5))))
        (v128.store (local.get $bytes)
          (v128.and
            (i8x16.lt_u (local.get $state) (i8x16.splat (local.get $keep)))
            (i8x16.splat (i32.const 1))))
        (local.set $bytes (i32.add (local.get $bytes) (i32.const 16)))
        (br $next)))))
