-- What each role may do. The owner of the tables runs this after every migration; it can be repeated.
-- Columns of secrets are granted by name to the roles that need them. No role can read a new column at first.

revoke all on tenants, api_keys, certificate_grants, rate_limits, computations, ciphertexts, input_blobs, attestations,
    workers, claim_readings, flyway_schema_history
    from coprocessor_server, coprocessor_worker, coprocessor_operator, coprocessor_reader;

-- Tables belong to the role that migrates, so that any account in it can change them.
do $$
declare
    relation record;
begin
    if pg_has_role(current_user, 'coprocessor_migration', 'member') then
        for relation in
            select relname from pg_class
            where relnamespace = current_schema()::regnamespace and relkind = 'r'
              and relowner <> 'coprocessor_migration'::regrole
              and relname in ('tenants', 'api_keys', 'certificate_grants', 'rate_limits', 'computations', 'ciphertexts',
                              'input_blobs', 'attestations', 'workers', 'claim_readings', 'flyway_schema_history')
        loop
            execute format('alter table %I owner to coprocessor_migration', relation.relname);
        end loop;
        alter function tenants_new_keys_revision() owner to coprocessor_migration;
    end if;
end
$$;

-- All of them can tell whether the schema fits.
grant select on flyway_schema_history
    to coprocessor_server, coprocessor_worker, coprocessor_operator, coprocessor_reader;

-- The server finds tenants by their API keys and reads their public material; it never reads a client key (cks_key).
grant select (tenant_id, tenant_api_key, chain_id, verifying_contract_address, acl_contract_address, pks_key, sks_key,
              public_params, is_admin, weight, priority, keys_revision, api_key_retired_at, disabled_at,
              paused_at)
    on tenants to coprocessor_server;
grant select, update (last_used_at) on api_keys to coprocessor_server;
grant select on certificate_grants, rate_limits to coprocessor_server;
grant select, insert, update on computations to coprocessor_server;
grant usage on sequence computations_submission_seq to coprocessor_server;
grant select, insert on ciphertexts, input_blobs, attestations to coprocessor_server;
grant select on workers to coprocessor_server;

-- The worker reads no API key.
grant select (tenant_id, chain_id, verifying_contract_address, acl_contract_address, pks_key, sks_key, public_params,
              is_admin, weight, priority, keys_revision, disabled_at, paused_at)
    on tenants to coprocessor_worker;
grant select, update on computations to coprocessor_worker;
grant select, insert on ciphertexts to coprocessor_worker;
grant select, insert, update, delete on workers, claim_readings to coprocessor_worker;

-- An operator sets up tenants and repairs computations.
grant select, insert, update, delete on tenants, api_keys, certificate_grants, rate_limits, computations, ciphertexts,
    input_blobs, attestations
    to coprocessor_operator;
grant select on workers, claim_readings to coprocessor_operator;
grant usage on sequence computations_submission_seq, tenants_tenant_id_seq to coprocessor_operator;

-- A reader sees what happens, and neither keys nor ciphertexts.
grant select (tenant_id, chain_id, verifying_contract_address, acl_contract_address, is_admin, weight, priority,
              keys_revision, api_key_retired_at, disabled_at, paused_at, keys_changed_at)
    on tenants to coprocessor_reader;
grant select (tenant_id, name, rights, created_at, expires_at, revoked_at, last_used_at)
    on api_keys to coprocessor_reader;
grant select on certificate_grants, rate_limits, computations, attestations, workers, claim_readings
    to coprocessor_reader;
grant select (tenant_id, handle, ciphertext_version, ciphertext_type, input_blob_hash, input_blob_index, created_at)
    on ciphertexts to coprocessor_reader;
grant select (tenant_id, blob_hash, blob_ciphertext_count, created_at) on input_blobs to coprocessor_reader;
