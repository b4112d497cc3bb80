// The tables, as the steps that made them. A step that was once released never changes; new ones are appended.

export const migrations: readonly string[] = [
  `CREATE TABLE runs (
     number INTEGER PRIMARY KEY AUTOINCREMENT,
     id TEXT GENERATED ALWAYS AS ('r' || number) VIRTUAL UNIQUE,
     name TEXT NOT NULL,
     state TEXT NOT NULL,
     created TEXT NOT NULL,
     started TEXT,
     ended TEXT,
     spec TEXT NOT NULL,
     datasetName TEXT NOT NULL,
     datasetHash TEXT NOT NULL,
     modelTitle TEXT NOT NULL,
     modelFolder TEXT NOT NULL,
     trainableParameters INTEGER,
     totalParameters INTEGER,
     progress TEXT,
     result TEXT,
     error TEXT,
     note TEXT NOT NULL DEFAULT '',
     deleted TEXT
   ) STRICT;
   CREATE INDEX runsByState ON runs (state, number);
   CREATE TABLE points (
     run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
     series TEXT NOT NULL,
     step INTEGER NOT NULL,
     epoch REAL NOT NULL,
     seconds REAL NOT NULL,
     value REAL,
     PRIMARY KEY (run, series, step)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE datasets (
     id TEXT PRIMARY KEY,
     manifest TEXT NOT NULL,
     added TEXT NOT NULL,
     deleted TEXT
   ) STRICT;
   CREATE TABLE models (
     id TEXT PRIMARY KEY,
     folder TEXT NOT NULL UNIQUE,
     added TEXT NOT NULL
   ) STRICT;
   CREATE TABLE settings (
     key TEXT PRIMARY KEY,
     value TEXT NOT NULL
   ) STRICT;`,
  `ALTER TABLE models ADD COLUMN title TEXT;
   ALTER TABLE models ADD COLUMN checked TEXT;
   ALTER TABLE models ADD COLUMN deleted TEXT;`,
  // Downloads that have not ended: what is wanted, and why it stopped.
  `CREATE TABLE downloads (
     id TEXT PRIMARY KEY,
     wanted TEXT NOT NULL,
     error TEXT,
     added TEXT NOT NULL
   ) STRICT;`,
  // Models in the Hugging Face cache that Lathe itself has fetched, and may erase.
  `ALTER TABLE models ADD COLUMN fetched TEXT;`,
  // Scores on other datasets.
  `ALTER TABLE runs ADD COLUMN outOfDomain TEXT NOT NULL DEFAULT '[]';`,
  // Comparisons; `rung` is a run's place on one.
  `CREATE TABLE ladders (
     number INTEGER PRIMARY KEY AUTOINCREMENT,
     id TEXT GENERATED ALWAYS AS ('l' || number) VIRTUAL UNIQUE,
     name TEXT NOT NULL,
     created TEXT NOT NULL,
     spec TEXT NOT NULL,
     deleted TEXT
   ) STRICT;
   ALTER TABLE runs ADD COLUMN rung TEXT;
   CREATE INDEX runsByLadder ON runs (rung ->> '$.ladder') WHERE rung IS NOT NULL;`,
  // Recipes and what their works have found; `recipe` is a run's place in one.
  `CREATE TABLE recipes (
     number INTEGER PRIMARY KEY AUTOINCREMENT,
     id TEXT GENERATED ALWAYS AS ('p' || number) VIRTUAL UNIQUE,
     name TEXT NOT NULL,
     created TEXT NOT NULL,
     spec TEXT NOT NULL,
     model TEXT NOT NULL,
     state TEXT NOT NULL,
     error TEXT,
     deleted TEXT
   ) STRICT;
   CREATE TABLE recipeWorks (
     recipe TEXT NOT NULL,
     step TEXT NOT NULL,
     result TEXT NOT NULL,
     PRIMARY KEY (recipe, step)
   ) STRICT, WITHOUT ROWID;
   ALTER TABLE runs ADD COLUMN recipe TEXT;
   CREATE INDEX runsByRecipe ON runs (recipe ->> '$.recipe') WHERE recipe IS NOT NULL;`,
]
