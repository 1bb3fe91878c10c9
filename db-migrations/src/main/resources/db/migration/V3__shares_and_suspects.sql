-- Shares of tenants, and computations under which workers died. Only added to, as V2: what the reference inserts gets the
-- defaults, a share like everybody's and no suspicion.

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
