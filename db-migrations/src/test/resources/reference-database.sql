-- What the 0.6 backend's own migration leaves behind: its bookkeeping table, its four tables, and a few rows.
create table _sqlx_migrations (
    version bigint primary key,
    description text not null,
    installed_on timestamptz not null default now(),
    success boolean not null,
    checksum bytea not null,
    execution_time bigint not null
);
insert into _sqlx_migrations values (20240722111257, 'coprocessor', now(), true, '\x00', 1);

create table computations (
    tenant_id int not null, output_handle bytea not null, output_type smallint not null, dependencies bytea[] not null,
    fhe_operation smallint not null, created_at timestamp not null default now(), completed_at timestamp,
    is_scalar boolean not null, is_completed boolean not null default false, is_error boolean not null default false,
    error_message text, primary key (tenant_id, output_handle)
);
create table ciphertexts (
    tenant_id int not null, handle bytea not null, ciphertext bytea not null, ciphertext_version smallint not null,
    ciphertext_type smallint not null, input_blob_hash bytea, input_blob_index int not null default 0,
    created_at timestamp default now(), primary key (tenant_id, handle, ciphertext_version)
);
create table input_blobs (
    tenant_id int not null, blob_hash bytea not null, blob_data bytea not null, blob_ciphertext_count int not null,
    created_at timestamp default now(), primary key (tenant_id, blob_hash)
);
create table tenants (
    tenant_id serial primary key, tenant_api_key uuid not null default gen_random_uuid(), chain_id int not null,
    verifying_contract_address text not null, acl_contract_address text not null, pks_key bytea not null,
    sks_key bytea not null, public_params bytea not null, cks_key bytea, is_admin boolean default false
);
create index computations_dependencies_index on computations using gin (dependencies);
create index computations_completed_index on computations (is_completed);
create index computations_errors_index on computations (is_error);
create unique index tenants_by_api_key on tenants (tenant_api_key);

insert into tenants (chain_id, verifying_contract_address, acl_contract_address, pks_key, sks_key, public_params)
values (12345, '0x69dE3158643e738a0724418b21a35FAA20CBb1c5', '0x339EcE85B9E11a3A3AA557582784a15d7F82AAf2',
        '\x01', '\x02', '\x03');
insert into ciphertexts (tenant_id, handle, ciphertext, ciphertext_version, ciphertext_type)
values (1, '\x01', '\xaa', 0, 4), (1, '\x02', '\xbb', 0, 4);
insert into computations (tenant_id, output_handle, output_type, dependencies, fhe_operation, is_scalar)
values (1, '\x03', 4, array['\x01', '\x02']::bytea[], 0, false);
