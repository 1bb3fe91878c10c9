-- Which rows a worker is about to read in its claim. Written before it reads them and removed by the claim's own commit, so that
-- an entry whose worker fell silent names the rows that may be why. Only added to, as V2: workers without it just leave no trace.

create table claim_readings (
    worker_id   uuid primary key,
    -- Of each row its ctid and its place in the queue, which together name one version of it.
    places      text[]   not null,
    submissions bigint[] not null
);

-- One row for each worker, rewritten by every claim. Kept in one page each, and cleared early.
alter table claim_readings set (
    toast_tuple_target = 8160,
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 200,
    autovacuum_vacuum_cost_delay = 0
);
