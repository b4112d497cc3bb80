// What a score is called.

/** Words for the metric of a series: "dev/macroF1" -> "macro F1", "dev/exits/accuracy" -> "mean accuracy of all layers". */
export function metricTitle(series: string): string {
  const metric = series.split('/').at(-1) ?? series
  const title = metricTitles[metric] ?? metric
  return series.includes('/exits/') ? `mean ${title} of all layers` : title
}

const metricTitles: Readonly<Record<string, string>> = {
  accuracy: 'accuracy',
  macroF1: 'macro F1',
  matthews: 'Matthews correlation',
  pearson: 'Pearson correlation',
  spearman: 'Spearman correlation',
  loss: 'loss',
  perplexity: 'perplexity',
}
