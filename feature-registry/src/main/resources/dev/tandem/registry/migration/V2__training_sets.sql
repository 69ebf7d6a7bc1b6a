-- The training sets that were written, by where they are: a newer one at the same place takes the place of the older.
CREATE TABLE training_sets (
    project TEXT NOT NULL,
    location TEXT NOT NULL,
    service TEXT NOT NULL,
    state BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    row_count BIGINT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (project, location)
);
