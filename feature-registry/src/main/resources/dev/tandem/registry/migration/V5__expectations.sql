-- What became of each expectation when its source or view was checked last. A part that is checked again takes the place of itself.
CREATE TABLE expectation_results (
    project TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    position INTEGER NOT NULL,
    expectation TEXT NOT NULL,
    severity TEXT NOT NULL,
    holds INTEGER NOT NULL,
    row_count BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    found TEXT,
    checked_at BIGINT NOT NULL,
    checked_by TEXT NOT NULL,
    run_id BIGINT,
    PRIMARY KEY (project, kind, name, position)
);
