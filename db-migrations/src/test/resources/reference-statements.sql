-- The statements by which the 0.6 backend writes, with its own column lists: server first, then worker.
insert into ciphertexts (tenant_id, handle, ciphertext, ciphertext_version, ciphertext_type)
values (1, '\x01', '\xaa', 0, 4), (1, '\x02', '\xbb', 0, 4) on conflict (tenant_id, handle, ciphertext_version) do nothing;
insert into computations (tenant_id, output_handle, dependencies, fhe_operation, is_completed, is_scalar, output_type)
values (1, '\x03', array['\x01', '\x02']::bytea[], 0, false, false, 4) on conflict (tenant_id, output_handle) do nothing;

begin;
select tenant_id, output_handle, dependencies, fhe_operation, is_scalar from computations
where (tenant_id, output_handle) in ((1, '\x03'::bytea)) for update skip locked;
insert into ciphertexts (tenant_id, handle, ciphertext, ciphertext_version, ciphertext_type)
values (1, '\x03', '\xcc', 0, 4) on conflict (tenant_id, handle, ciphertext_version) do nothing;
update computations set is_completed = true where tenant_id = 1 and output_handle = '\x03';
commit;
