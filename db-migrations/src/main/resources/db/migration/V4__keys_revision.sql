-- A mark of which keys and addresses a tenant has, so that whoever holds them can tell cheaply whether they are still the
-- ones. Only added to, as V2: a trigger keeps it, since the reference does not know of it. Other columns of the row, as the
-- tenant's share, change without it.

alter table tenants
    -- Rows that were there have none until they change. (Not declared with its default: that would rewrite the table.)
    add column keys_revision uuid;
alter table tenants alter column keys_revision set default gen_random_uuid();

create function tenants_new_keys_revision() returns trigger language plpgsql as $$
begin
    new.keys_revision := gen_random_uuid();
    return new;
end
$$;

-- By the columns a statement names: to compare keys it would have to read them.
create trigger tenants_keys_revision
    before update of chain_id, verifying_contract_address, acl_contract_address, pks_key, sks_key, public_params
    on tenants for each row execute function tenants_new_keys_revision();
