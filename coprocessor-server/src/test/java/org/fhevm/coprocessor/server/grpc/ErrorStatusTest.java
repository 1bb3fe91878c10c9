package org.fhevm.coprocessor.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.fhevm.coprocessor.common.access.Rate;
import org.fhevm.coprocessor.common.access.RateUnit;
import org.fhevm.coprocessor.common.access.Right;
import org.fhevm.coprocessor.common.computation.OperationError;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.id.EthereumAddress;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.server.config.StatusCodes;
import org.junit.jupiter.api.Test;

class ErrorStatusTest {

    private static final Handle HANDLE = Handle.fromHex("0a0b");
    private static final EthereumAddress ADDRESS = EthereumAddress.parse("0x0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a");
    private static final Handle OTHER = Handle.fromHex("ff");

    private record Answer(Status.Code code, String text) {}

    private static final Map<CoprocessorError, Answer> ANSWERS = Map.ofEntries(
            answer(
                    new CoprocessorError.UnknownApiKey(),
                    Status.Code.UNAUTHENTICATED,
                    "API key unknown/invalid/not provided"),
            answer(
                    new CoprocessorError.MissingRight(Right.TRIVIAL_ENCRYPT),
                    Status.Code.PERMISSION_DENIED,
                    "this API key or certificate does not have the right: trivial-encrypt"),
            answer(
                    new CoprocessorError.TenantDisabled(new TenantId(7)),
                    Status.Code.PERMISSION_DENIED,
                    "Tenant 7 is disabled: the operator of this coprocessor serves no call of it"),
            answer(
                    new CoprocessorError.ApiKeysUnavailable(),
                    Status.Code.UNAVAILABLE,
                    "API keys cannot be checked at the moment, try again later"),
            answer(
                    new CoprocessorError.AuditLogUnavailable(),
                    Status.Code.UNAVAILABLE,
                    "The audit log of this server cannot be written, and it serves no call without it, try again later"),
            answer(
                    new CoprocessorError.TooManyElements("operands", 3, 4),
                    Status.Code.RESOURCE_EXHAUSTED,
                    "Too many operands in one request, maximum: 3, got: 4"),
            answer(
                    new CoprocessorError.TooManyRequestBytes(),
                    Status.Code.RESOURCE_EXHAUSTED,
                    "Requests under way take too much memory, try again later"),
            answer(
                    new CoprocessorError.AnswerTooLarge(10, 11),
                    Status.Code.RESOURCE_EXHAUSTED,
                    "Requested ciphertexts take too many bytes together, maximum: 10, got: 11"),
            answer(
                    new CoprocessorError.TooManyAnswerBytes(),
                    Status.Code.RESOURCE_EXHAUSTED,
                    "Answers under way take too much memory, try again later"),
            answer(
                    new CoprocessorError.TooManyComputations(5000, 5001),
                    Status.Code.RESOURCE_EXHAUSTED,
                    "maximum ciphertexts exceeded in batch, maximum: 5000, got: 5001"),
            answer(
                    new CoprocessorError.TooManyBlobs(10, 12),
                    Status.Code.RESOURCE_EXHAUSTED,
                    "More than maximum input blobs uploaded, maximum allowed: 10, uploaded: 12"),
            answer(
                    new CoprocessorError.TooManyValuesInBlob(0, 255, 300),
                    Status.Code.RESOURCE_EXHAUSTED,
                    "Input blob contains too many ciphertexts, input blob index: 0, ciphertexts in blob: 300, "
                            + "maximum ciphertexts in blob allowed: 255"),
            answer(
                    new CoprocessorError.TooManyHandlesRequested(5000, 5001),
                    Status.Code.RESOURCE_EXHAUSTED,
                    "Requested more than maximum ciphertexts allowed to download, maximum allowed: 5000, "
                            + "requested: 5001"),
            answer(
                    new CoprocessorError.TooManyBlocksUploaded(10, 11),
                    Status.Code.RESOURCE_EXHAUSTED,
                    "Input blobs take too many blocks together, maximum: 10, got: 11"),
            answer(
                    new CoprocessorError.TooManyBlocksInBlob(2, 10, 11),
                    Status.Code.RESOURCE_EXHAUSTED,
                    "Input blob takes too many blocks, input blob index: 2, maximum: 10, got: 11"),
            answer(
                    new CoprocessorError.TooManyBlocksToEncrypt(10, 11),
                    Status.Code.RESOURCE_EXHAUSTED,
                    "Values to encrypt take too many blocks together, maximum: 10, got: 11"),
            answer(
                    new CoprocessorError.TooManyCalls(3),
                    Status.Code.RESOURCE_EXHAUSTED,
                    "Too many calls at once, maximum: 3, try again later"),
            answer(
                    new CoprocessorError.TooMuchFheWork(3, 40),
                    Status.Code.RESOURCE_EXHAUSTED,
                    "Too much FHE work of this tenant is under way, maximum: 3 requests, 40 blocks, try again later"),
            answer(
                    new CoprocessorError.RateExceeded(
                            new Rate(Right.UPLOAD, RateUnit.BLOCKS), 500, Duration.ofNanos(1_200_000_001)),
                    Status.Code.RESOURCE_EXHAUSTED,
                    "Too many blocks in calls with the right upload, maximum: 500 a second, try again in 1201 ms"),
            answer(
                    new CoprocessorError.TrivialEncryptionDisabled(),
                    Status.Code.INVALID_ARGUMENT,
                    "TrivialEncryptCiphertexts is turned off on this server"),
            answer(
                    new CoprocessorError.DuplicateOutputHandle(HANDLE),
                    Status.Code.INVALID_ARGUMENT,
                    "Duplicate output handle in ciphertext batch: 0x0a0b"),
            answer(
                    new CoprocessorError.OperandTooLong(257),
                    Status.Code.INVALID_ARGUMENT,
                    "Found ciphertext handle longer than 256 bytes"),
            answer(
                    new CoprocessorError.OperandEmpty(),
                    Status.Code.INVALID_ARGUMENT,
                    "Found ciphertext handle is empty: 0x"),
            answer(
                    new CoprocessorError.OutputIsOwnInput(HANDLE),
                    Status.Code.INVALID_ARGUMENT,
                    "Output handle is also on of the input handles: 0x0a0b"),
            answer(
                    new CoprocessorError.UndefinedInput(HANDLE, 7),
                    Status.Code.INVALID_ARGUMENT,
                    "computation has undefined input, output handle: 0x0a0b, input index: 7"),
            answer(
                    new CoprocessorError.CircularDependency(HANDLE, OTHER),
                    Status.Code.INVALID_ARGUMENT,
                    "fhe computation with output handle 0x0a0b with dependency \"0xff\" has circular dependency and is "
                            + "uncomputable"),
            answer(
                    new CoprocessorError.UnknownInputs(List.of(HANDLE, OTHER)),
                    Status.Code.NOT_FOUND,
                    "Ciphertexts not found: [\"0x0a0b\", \"0xff\"]"),
            answer(
                    new CoprocessorError.BadTenantAddress("0x1", "odd number of digits"),
                    Status.Code.INTERNAL,
                    "Cannot parse tenant ethereum verifying contract address: 0x1, error: odd number of digits"),
            answer(
                    new CoprocessorError.BadRequestAddress("0x1", "odd number of digits"),
                    Status.Code.INVALID_ARGUMENT,
                    "Cannot parse ethereum address: 0x1, error: odd number of digits"),
            answer(
                    new CoprocessorError.OperationRefused(new OperationError.UnknownOperation(22)),
                    Status.Code.INVALID_ARGUMENT,
                    "fhevm error: UnknownFheOperation(22)"),
            answer(
                    new CoprocessorError.MalformedInput(1, "expected \"a\\b\""),
                    Status.Code.INVALID_ARGUMENT,
                    "error deserializing ciphertext: \"expected \\\"a\\\\b\\\"\""),
            answer(
                    new CoprocessorError.InputProofRefused(1, "reason"),
                    Status.Code.INVALID_ARGUMENT,
                    "Input proof refused, input blob index: 1, reason: reason"),
            answer(
                    new CoprocessorError.NoPublicParameters(new TenantId(4)),
                    Status.Code.INTERNAL,
                    "Tenant 4 takes no inputs: it has no public parameters (CRS) to check their proofs with"),
            answer(
                    new CoprocessorError.PublicParametersInPreparation(new TenantId(4)),
                    Status.Code.UNAVAILABLE,
                    "The public parameters (CRS) of tenant 4 are being prepared, try again later"),
            answer(
                    new CoprocessorError.InputProofsWaitTooLong(new TenantId(4)),
                    Status.Code.RESOURCE_EXHAUSTED,
                    "Too many input proofs of tenant 4 wait to be checked, try again later"),
            answer(
                    new CoprocessorError.ExpansionFailed(1, "reason"),
                    Status.Code.INVALID_ARGUMENT,
                    "error expanding compact ciphertext list: \"reason\""),
            answer(
                    new CoprocessorError.UnsupportedListElement(1, "Int8"),
                    Status.Code.INVALID_ARGUMENT,
                    "unsupported tfhe type found while expanding ciphertexts: Int8"),
            answer(
                    new CoprocessorError.SigningFailed("reason"),
                    Status.Code.INTERNAL,
                    "Error when signing EIP712 hash: reason"),
            answer(
                    new CoprocessorError.SignerUnavailable(ADDRESS, "reason"),
                    Status.Code.UNAVAILABLE,
                    "The signing key " + ADDRESS + " cannot be used at the moment, try again later"),
            answer(
                    new CoprocessorError.ContradictingAttestation(HANDLE),
                    Status.Code.INTERNAL,
                    "Another ciphertext was attested for this handle before: 0x0a0b"),
            answer(
                    new CoprocessorError.InputHandleTaken(HANDLE),
                    Status.Code.INVALID_ARGUMENT,
                    "The handle of this input holds another value: 0x0a0b"),
            answer(
                    new CoprocessorError.StoredCiphertextTooLong(HANDLE, 65536, 500_000_000),
                    Status.Code.INTERNAL,
                    "Stored ciphertext too long, handle: 0x0a0b, maximum: 65536 bytes, got: 500000000"),
            answer(
                    new CoprocessorError.TenantKeysUnusable(new TenantId(4), "reason"),
                    Status.Code.INTERNAL,
                    "Keys of tenant 4 cannot be used: reason"),
            answer(
                    new CoprocessorError.NoRoomForKeys(new TenantId(4)),
                    Status.Code.UNAVAILABLE,
                    "No memory for the keys of tenant 4 beside those in use, try again later"),
            answer(
                    new CoprocessorError.DatabaseFailure("reason"),
                    Status.Code.UNAVAILABLE,
                    "Coprocessor db error: reason"));

    @Test
    void everyFaultHasItsTextAndItsCode() {
        ErrorStatus original = new ErrorStatus(StatusCodes.ALWAYS_UNKNOWN);
        ErrorStatus byKind = new ErrorStatus(StatusCodes.BY_KIND);
        ANSWERS.forEach((error, answer) -> {
            assertThat(original.of(error).getDescription()).isEqualTo(answer.text());
            assertThat(original.of(error).getCode())
                    .isEqualTo(
                            error instanceof CoprocessorError.AuditLogUnavailable
                                    ? Status.Code.UNAVAILABLE
                                    : Status.Code.UNKNOWN);
            assertThat(byKind.of(error).getDescription()).isEqualTo(answer.text());
            assertThat(byKind.of(error).getCode()).as("%s", error).isEqualTo(answer.code());
        });
    }

    @Test
    void aRateThatIsExceededTellsClientsWhenToTryAgain() {
        ErrorStatus statuses = new ErrorStatus(StatusCodes.BY_KIND);
        Rate rate = new Rate(Right.READ, RateUnit.CALLS);
        assertThat(ErrorStatus.trailers(statuses.of(new CoprocessorError.RateExceeded(rate, 1, Duration.ofSeconds(3))))
                        .get(ErrorStatus.RETRY_PUSHBACK))
                .isEqualTo("3000");
        assertThat(ErrorStatus.trailers(statuses.of(new CoprocessorError.UnknownApiKey()))
                        .keys())
                .isEmpty();
    }

    @Test
    void noFaultIsMissingHere() {
        Set<Class<?>> listed =
                ANSWERS.keySet().stream().map(CoprocessorError::getClass).collect(Collectors.toSet());
        assertThat(records(CoprocessorError.class))
                .isNotEmpty()
                .allSatisfy(fault -> assertThat(listed).contains(fault));
    }

    /** The records of a sealed interface, and of the sealed interfaces that extend it. */
    private static List<Class<?>> records(Class<?> type) {
        return type.isRecord()
                ? List.of(type)
                : Arrays.stream(type.getPermittedSubclasses())
                        .flatMap(subclass -> records(subclass).stream())
                        .toList();
    }

    @Test
    void aDefectTellsNothingButWhereToLook() {
        Status status = new ErrorStatus(StatusCodes.BY_KIND).ofDefect("cafe");
        assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL);
        assertThat(status.getDescription()).isEqualTo("internal error, request id: cafe");
    }

    @Test
    void whatIsWrongWithACallItselfHasACodeThatNoSettingChanges() {
        assertThat(ErrorStatus.ofLateRequest(Duration.ofSeconds(10)))
                .hasToString(text(Status.DEADLINE_EXCEEDED, "the request did not arrive within 10000 ms"));
        assertThat(ErrorStatus.ofCompressedRequest())
                .hasToString(text(Status.UNIMPLEMENTED, "compressed requests are not accepted"));
        assertThat(ErrorStatus.ofTooManyCalls())
                .hasToString(text(Status.RESOURCE_EXHAUSTED, "too many calls at once, try again later"));
        assertThat(ErrorStatus.ofTooManyBytes(16384))
                .hasToString(text(Status.RESOURCE_EXHAUSTED, "a call to this service may send 16384 bytes"));
    }

    private static String text(Status code, String description) {
        return code.withDescription(description).toString();
    }

    private static Map.Entry<CoprocessorError, Answer> answer(CoprocessorError error, Status.Code code, String text) {
        return Map.entry(error, new Answer(code, text));
    }
}
