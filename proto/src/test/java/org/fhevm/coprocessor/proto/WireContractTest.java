package org.fhevm.coprocessor.proto;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.fhevmcommon.FhevmCommon;
import io.grpc.fhevmcoprocessor.AsyncComputation;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorProto;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The protocol of deployed clients, written down apart from the .proto files: a renamed or renumbered field would still
 * compile, and break every one of them.
 */
class WireContractTest {

    private static final FileDescriptor COPROCESSOR = FhevmCoprocessorProto.getDescriptor();
    private static final FileDescriptor COMMON = FhevmCommon.getDescriptor();

    @Test
    void theServiceHasItsFourUnaryMethods() {
        List<MethodDescriptor<?, ?>> methods =
                List.copyOf(FhevmCoprocessorGrpc.getServiceDescriptor().getMethods());
        assertThat(methods)
                .extracting(MethodDescriptor::getFullMethodName)
                .containsExactlyInAnyOrder(
                        "fhevm.coprocessor.FhevmCoprocessor/AsyncCompute",
                        "fhevm.coprocessor.FhevmCoprocessor/UploadInputs",
                        "fhevm.coprocessor.FhevmCoprocessor/GetCiphertexts",
                        "fhevm.coprocessor.FhevmCoprocessor/TrivialEncryptCiphertexts");
        assertThat(methods).extracting(MethodDescriptor::getType).containsOnly(MethodType.UNARY);
        String signatures = COPROCESSOR.getServices().getFirst().getMethods().stream()
                .map(method -> method.getName() + " " + method.getInputType().getName() + " "
                        + method.getOutputType().getName())
                .collect(Collectors.joining("\n", "", "\n"));
        assertThat(signatures).isEqualTo("""
                        AsyncCompute AsyncComputeRequest GenericResponse
                        UploadInputs InputUploadBatch InputUploadResponse
                        GetCiphertexts GetCiphertextBatch GetCiphertextResponse
                        TrivialEncryptCiphertexts TrivialEncryptBatch GenericResponse
                        """);
    }

    @Test
    void filesHaveTheirPackagesAndImport() {
        assertThat(COMMON.getPackage()).isEqualTo("fhevm.common");
        assertThat(COPROCESSOR.getPackage()).isEqualTo("fhevm.coprocessor");
        assertThat(COPROCESSOR.getDependencies())
                .extracting(FileDescriptor::getName)
                .containsExactly("common.proto");
        assertThat(Stream.of(COMMON, COPROCESSOR)
                        .map(file -> file.getOptions().getJavaPackage() + " "
                                + file.getOptions().getJavaMultipleFiles() + " "
                                + file.getOptions().getGoPackage()))
                .containsExactly("io.grpc.fhevmcommon true ./fhevm", "io.grpc.fhevmcoprocessor true ./fhevm");
    }

    @Test
    void messagesHaveTheirFieldNamesNumbersAndTypes() {
        String messages = COPROCESSOR.getMessageTypes().stream()
                .flatMap(message -> message.getFields().stream().map(field -> line(message, field)))
                .collect(Collectors.joining("\n", "", "\n"));
        assertThat(messages).isEqualTo("""
                        AsyncComputeRequest.computations 1 repeated AsyncComputation
                        AsyncComputation.operation 1 FheOperation
                        AsyncComputation.output_handle 3 bytes
                        AsyncComputation.inputs 4 repeated AsyncComputationInput
                        AsyncComputationInput.input_handle 1 oneof input bytes
                        AsyncComputationInput.scalar 2 oneof input bytes
                        GenericResponse.responseCode 1 int32
                        TrivialEncryptBatch.values 1 repeated TrivialEncryptRequestSingle
                        TrivialEncryptRequestSingle.handle 1 bytes
                        TrivialEncryptRequestSingle.be_value 2 bytes
                        TrivialEncryptRequestSingle.output_type 3 int32
                        InputUploadBatch.input_ciphertexts 1 repeated InputToUpload
                        InputToUpload.input_payload 1 bytes
                        InputToUpload.contract_address 2 string
                        InputToUpload.user_address 3 string
                        InputToUpload.signatures 4 repeated bytes
                        InputUploadResponse.upload_responses 1 repeated InputCiphertextResponse
                        InputCiphertextResponse.aclAddress 1 string
                        InputCiphertextResponse.hashOfCiphertext 2 bytes
                        InputCiphertextResponse.input_handles 3 repeated InputCiphertextResponseHandle
                        InputCiphertextResponse.contractAddress 5 string
                        InputCiphertextResponse.userAddress 6 string
                        InputCiphertextResponse.signerAddress 7 string
                        InputCiphertextResponse.eip712Signature 8 bytes
                        InputCiphertextResponseHandle.handle 1 bytes
                        InputCiphertextResponseHandle.ciphertext_type 2 int32
                        GetCiphertextBatch.handles 1 repeated bytes
                        GetCiphertextResponse.responses 1 repeated GetCiphertextSingleResponse
                        GetCiphertextSingleResponse.handle 1 bytes
                        GetCiphertextSingleResponse.ciphertext 2 optional FetchedCiphertext
                        FetchedCiphertext.ciphertext_bytes 1 bytes
                        FetchedCiphertext.ciphertext_version 2 int32
                        FetchedCiphertext.ciphertext_type 3 int32
                        FetchedCiphertext.signature 4 bytes
                        WaitBatch.ciphertext_handles 1 repeated string
                        FhevmResponses.ciphertext_handles 1 repeated string
                        """);
    }

    @Test
    void operationsHaveTheNumbersOfTheExecutorContract() {
        EnumDescriptor operations = COMMON.getEnumTypes().getFirst();
        assertThat(operations.getFullName()).isEqualTo("fhevm.common.FheOperation");
        assertThat(operations.getValues().stream().map(value -> value.getNumber() + " " + value.getName()))
                .containsExactly(
                        "0 FHE_ADD",
                        "1 FHE_SUB",
                        "2 FHE_MUL",
                        "3 FHE_DIV",
                        "4 FHE_REM",
                        "5 FHE_BIT_AND",
                        "6 FHE_BIT_OR",
                        "7 FHE_BIT_XOR",
                        "8 FHE_SHL",
                        "9 FHE_SHR",
                        "10 FHE_ROTL",
                        "11 FHE_ROTR",
                        "12 FHE_EQ",
                        "13 FHE_NE",
                        "14 FHE_GE",
                        "15 FHE_GT",
                        "16 FHE_LE",
                        "17 FHE_LT",
                        "18 FHE_MIN",
                        "19 FHE_MAX",
                        "20 FHE_NEG",
                        "21 FHE_NOT",
                        "23 FHE_CAST",
                        "24 FHE_TRIVIAL_ENCRYPT",
                        "25 FHE_IF_THEN_ELSE",
                        "26 FHE_RAND",
                        "27 FHE_RAND_BOUNDED",
                        "32 FHE_GET_CIPHERTEXT");
    }

    @Test
    void aNumberThatIsNoOperationSurvivesParsing() throws Exception {
        byte[] bytes = {0x08, 22}; // field 1, varint 22
        AsyncComputation computation = AsyncComputation.parseFrom(bytes);
        assertThat(computation.getOperationValue()).isEqualTo(22);
        assertThat(computation.toByteArray()).isEqualTo(bytes);
    }

    private static String line(Descriptor message, FieldDescriptor field) {
        String label = field.isRepeated()
                ? "repeated "
                : field.toProto().getProto3Optional()
                        ? "optional "
                        : field.getContainingOneof() != null
                                ? "oneof " + field.getContainingOneof().getName() + " "
                                : "";
        return message.getName() + "." + field.getName() + " " + field.getNumber() + " " + label + type(field);
    }

    private static String type(FieldDescriptor field) {
        Type type = field.toProto().getType();
        return switch (type) {
            case TYPE_MESSAGE -> field.getMessageType().getName();
            case TYPE_ENUM -> field.getEnumType().getName();
            default -> type.name().substring("TYPE_".length()).toLowerCase();
        };
    }
}
