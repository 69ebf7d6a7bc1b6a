-- Each comparison of what was served with what training sees. A window that is compared again takes the place of itself.
CREATE TABLE skew_checks (
    id ${identity},
    project TEXT NOT NULL,
    service TEXT NOT NULL,
    window_start BIGINT NOT NULL,
    window_end BIGINT NOT NULL,
    checked_at BIGINT NOT NULL,
    row_count BIGINT NOT NULL,
    UNIQUE (project, service, window_start, window_end)
);

CREATE TABLE skew_figures (
    check_id BIGINT NOT NULL,
    position INTEGER NOT NULL,
    feature TEXT NOT NULL,
    compared BIGINT NOT NULL,
    different BIGINT NOT NULL,
    tolerated BIGINT NOT NULL,
    missing_served BIGINT NOT NULL,
    missing_trained BIGINT NOT NULL,
    error_p50 DOUBLE PRECISION,
    error_p90 DOUBLE PRECISION,
    error_p99 DOUBLE PRECISION,
    error_max DOUBLE PRECISION,
    PRIMARY KEY (check_id, feature)
);

-- The causes of the differences of a feature add up to them.
CREATE TABLE skew_causes (
    check_id BIGINT NOT NULL,
    feature TEXT NOT NULL,
    cause TEXT NOT NULL,
    differences BIGINT NOT NULL,
    PRIMARY KEY (check_id, feature, cause)
);
