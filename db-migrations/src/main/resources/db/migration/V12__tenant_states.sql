-- States of a tenant that operators set, and the time at which its keys or addresses changed. Only added to, as V2: the
-- reference's programs know nothing of the states, and go on serving a tenant that is disabled or paused here.

alter table tenants
    -- Since when servers refuse its calls and workers leave its computations alone; null while it is served.
    add column disabled_at     timestamptz,
    -- Since when workers leave its computations alone, while servers go on accepting them; null while they work.
    add column paused_at       timestamptz,
    -- When keys_revision changed last, so that an operator can tell whether programs may still hold the keys before it.
    -- Null for rows whose keys have not changed since this migration.
    add column keys_changed_at timestamptz;

create or replace function tenants_new_keys_revision() returns trigger language plpgsql as $$
begin
    new.keys_revision := gen_random_uuid();
    new.keys_changed_at := now();
    return new;
end
$$;
