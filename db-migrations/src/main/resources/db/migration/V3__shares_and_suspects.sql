-- Shares of tenants, computations under which workers died, and room for claims. Only added to, as V2: what the reference
-- inserts gets the defaults, a share like everybody's and no suspicion.

alter table tenants
    -- Of two tenants with work, one of weight 3 gets three computations to the other's one.
    add column weight   int not null default 1 check (weight between 1 and 1000),
    -- Tenants of a higher one are served first, whatever the weights.
    add column priority int not null default 0;

alter table computations
    -- Leases that ended with their worker: it died, or fell silent. Some computations are why.
    add column lost_leases int not null default 0;

-- Usually empty.
create index computations_suspect_index on computations (tenant_id, submission)
    where not is_completed and not is_error and waits_for is null and lost_leases >= 2;

-- Room in each page for a second version of every row in it: only then is a claim an update in place, which touches none of
-- the indexes. At 85 two claims in three were not, and cost more the larger the indexes were.
alter table computations set (fillfactor = 45);
