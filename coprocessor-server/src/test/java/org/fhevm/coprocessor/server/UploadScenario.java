package org.fhevm.coprocessor.server;

import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc.FhevmCoprocessorBlockingStub;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.server.testing.FakeEvaluator;
import org.fhevm.coprocessor.server.testing.InputPayloads;
import org.fhevm.coprocessor.server.testing.ServerUnderTest;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.AutoClose;

/** Uploads of one tenant to a server whose evaluator computes in the clear. */
abstract class UploadScenario {
    static final byte[] LIST = InputPayloads.of(1, FheType.BOOL, FheType.UINT8, FheType.UINT160);
    static final String OTHER_KEY = "b1503fb6-d79b-4e9e-826d-44cf262f3e05";

    final FakeEvaluator evaluator = new FakeEvaluator();
    final Database database;

    @AutoClose
    final ServerUnderTest server;

    final FhevmCoprocessorBlockingStub client;

    UploadScenario(Database database) {
        this.database = database;
        server = ServerUnderTest.with(database, evaluator);
        client = server.client();
    }
}
