-- The roles that share out the rights on a database. None of them can log in: an operator makes accounts in them.
-- Only a role with createrole may run this. Roles belong to the whole server, so they may be there already.

do $$
declare
    role text;
begin
    foreach role in array array['coprocessor_server', 'coprocessor_worker', 'coprocessor_operator',
                                'coprocessor_reader', 'coprocessor_migration'] loop
        begin
            execute format('create role %I nologin', role);
        exception
            when duplicate_object or unique_violation then null;
        end;
    end loop;
    execute format('grant usage, create on schema %I to coprocessor_migration', current_schema());
    execute format('grant usage on schema %I to coprocessor_server, coprocessor_worker, coprocessor_operator,'
                   ' coprocessor_reader', current_schema());
end
$$;
