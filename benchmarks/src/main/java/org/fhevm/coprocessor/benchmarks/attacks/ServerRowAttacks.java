package org.fhevm.coprocessor.benchmarks.attacks;

import static org.fhevm.coprocessor.benchmarks.attacks.Attack.Victim.SERVER;

import java.util.ArrayList;
import java.util.List;
import org.fhevm.tfhe.operation.FheType;

/** Rows that the server reads, wider than its heap or otherwise as no server writes them. */
final class ServerRowAttacks {
    private static final int MEGABYTE = 1 << 20;
    private static final byte[] WIDE_HANDLE = Messages.newHandle(FheType.UINT8);

    static final List<Attack> ALL = List.of(
            new Attack(
                    "row-wide-ciphertext-read",
                    "a stored ciphertext of --wide-mb (480 MB) that tenant A asks for, 4 calls at once, 8 a second",
                    SERVER,
                    target -> storeWideCiphertext(
                            target, WIDE_HANDLE, target.settings().wideMegabytes()),
                    target -> {},
                    target -> read(target, List.of(WIDE_HANDLE)),
                    Target::removeRows),
            new Attack(
                    "row-ciphertexts-sum-read",
                    "60 stored ciphertexts of 20 MB that tenant A asks for together, 4 calls at once, 8 a second",
                    SERVER,
                    target -> {
                        for (int i = 0; i < 60; i++) {
                            storeWideCiphertext(target, numbered(i), 20);
                        }
                    },
                    target -> {},
                    target -> read(
                            target,
                            java.util.stream.IntStream.range(0, 60)
                                    .mapToObj(ServerRowAttacks::numbered)
                                    .toList()),
                    Target::removeRows),
            new Attack(
                    "row-input-blobs",
                    "stored inputs of tenant A that claim 2^31 - 1 values, data of --wide-mb and versions, types and"
                            + " places that there are not, uploaded again, 4 calls at once, 8 a second",
                    SERVER,
                    target -> {},
                    target -> {},
                    ServerRowAttacks::uploadedAgain,
                    Target::removeRows),
            keysOf("row-wide-server-key", "sks_key"),
            keysOf("row-wide-public-key", "pks_key"),
            keysOf("row-wide-public-params", "public_params"),
            addressOf("row-wide-acl-address", "acl_contract_address"),
            addressOf("row-wide-verifier-address", "verifying_contract_address"),
            new Attack(
                    "row-truncated-keys",
                    "a tenant whose keys end after half of their bytes, that uploads and encrypts, 4 calls at once, 40"
                            + " a second",
                    SERVER,
                    target -> {},
                    target -> {},
                    target -> {
                        byte[] serverKey = ToyTenant.file("keys/sks");
                        Tenant tenant = target.addTenant(
                                java.util.Arrays.copyOf(ToyTenant.file("keys/pks"), 100),
                                java.util.Arrays.copyOf(serverKey, serverKey.length / 2),
                                new byte[1]);
                        useKeys(target, tenant, 40);
                    },
                    Target::removeRows));

    private ServerRowAttacks() {}

    private static byte[] numbered(int number) {
        byte[] handle = new byte[32];
        handle[0] = (byte) number;
        return handle;
    }

    /** Stores a ciphertext of this size. It is compressed on disk, and wide once it is fetched. */
    static void storeWideCiphertext(Target target, byte[] handle, int megabytes) throws Exception {
        target.execute(
                "insert into ciphertexts (tenant_id, handle, ciphertext, ciphertext_version, ciphertext_type)"
                        + " values (?, ?, convert_to(repeat('a', ?), 'UTF8'), 0, 2)",
                target.attacker().id(),
                handle,
                megabytes * MEGABYTE);
    }

    private static void read(Target target, List<byte[]> handles) throws InterruptedException {
        Caller caller = target.attacker(0);
        byte[] request = Messages.get(handles);
        target.repeat(4, 8, () -> target.call(caller, Caller.Method.GET_CIPHERTEXTS, request));
    }

    private static void uploadedAgain(Target target) throws Exception {
        Caller caller = target.attacker(0);
        byte[] request = Messages.upload(List.of(ToyTenant.inputList(FheType.UINT8, 4)));
        target.call(caller, Caller.Method.UPLOAD_INPUTS, request);
        int tenant = target.attacker().id();
        target.execute("update input_blobs set blob_ciphertext_count = 2147483647 where tenant_id = ?", tenant);
        target.execute(
                "update input_blobs set blob_data = convert_to(repeat('a', ?), 'UTF8') where tenant_id = ?",
                target.settings().wideMegabytes() * MEGABYTE,
                tenant);
        target.execute(
                "update ciphertexts set ciphertext_version = -1, ciphertext_type = 99, input_blob_index = -1 where"
                        + " tenant_id = ? and input_blob_index = 1",
                tenant);
        target.repeat(4, 8, () -> target.call(caller, Caller.Method.UPLOAD_INPUTS, request));
    }

    private static Attack keysOf(String name, String column) {
        return new Attack(
                name,
                "a tenant whose " + column + " has --wide-mb, that uploads and encrypts, 4 calls at once, 8 a second",
                SERVER,
                target -> {},
                target -> {},
                target -> {
                    Tenant tenant = target.addTenant(
                            ToyTenant.file("keys/pks"), ToyTenant.file("keys/sks"), ToyTenant.file("keys/pp"));
                    target.execute(
                            "update tenants set " + column
                                    + " = convert_to(repeat('a', ?), 'UTF8') where tenant_id = ?",
                            target.settings().wideMegabytes() * MEGABYTE,
                            tenant.id());
                    useKeys(target, tenant, 8);
                },
                Target::removeRows);
    }

    private static Attack addressOf(String name, String column) {
        return new Attack(
                name,
                "a tenant whose " + column + " has 200 MB, that uploads and encrypts, 4 calls at once, 8 a second",
                SERVER,
                target -> {},
                target -> {},
                target -> {
                    Tenant tenant = target.addTenant(
                            ToyTenant.file("keys/pks"), ToyTenant.file("keys/sks"), ToyTenant.file("keys/pp"));
                    target.execute(
                            "update tenants set " + column + " = repeat('a', ?) where tenant_id = ?",
                            200 * MEGABYTE,
                            tenant.id());
                    useKeys(target, tenant, 8);
                },
                Target::removeRows);
    }

    private static void useKeys(Target target, Tenant tenant, double perSecond) throws Exception {
        Caller caller = target.caller(0).with(tenant.authorization());
        byte[] upload = Messages.upload(List.of(ToyTenant.inputList(FheType.UINT8, 1)));
        List<byte[]> handles = new ArrayList<>(List.of(Messages.newHandle(FheType.UINT8)));
        byte[] encryption = Messages.trivial(handles, FheType.UINT8);
        target.repeat(4, perSecond / 2, () -> {
            target.call(caller, Caller.Method.UPLOAD_INPUTS, upload);
            target.call(caller, Caller.Method.TRIVIAL_ENCRYPT, encryption);
        });
    }
}
