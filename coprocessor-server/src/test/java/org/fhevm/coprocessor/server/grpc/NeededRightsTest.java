package org.fhevm.coprocessor.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.MethodDescriptor;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc;
import java.util.List;
import org.fhevm.coprocessor.common.access.Right;
import org.junit.jupiter.api.Test;

class NeededRightsTest {
    @Test
    void eachCallOfTheProtocolNeedsARightOfItsOwn() {
        List<Right> needed = FhevmCoprocessorGrpc.getServiceDescriptor().getMethods().stream()
                .map(MethodDescriptor::getBareMethodName)
                .map(NeededRights::of)
                .toList();
        assertThat(needed).containsExactlyInAnyOrder(Right.values());
    }

    @Test
    void aCallThatIsNotKnownIsNotGuessed() {
        assertThatThrownBy(() -> NeededRights.of("DeleteCiphertexts")).hasMessageContaining("DeleteCiphertexts");
    }
}
