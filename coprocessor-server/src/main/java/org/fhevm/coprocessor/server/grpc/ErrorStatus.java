package org.fhevm.coprocessor.server.grpc;

import io.grpc.Metadata;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import org.fhevm.coprocessor.common.access.RateUnit;
import org.fhevm.coprocessor.common.computation.OperationErrorText;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.error.ErrorKind;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.server.config.StatusCodes;

/**
 * The only class that knows the status and text of a fault on the wire. The texts are those of the original
 * coprocessor, including its misspelling, because clients match on parts of them.
 */
final class ErrorStatus {
    /** Tells clients with a retry policy when to try again (gRFC A6). */
    static final Metadata.Key<String> RETRY_PUSHBACK =
            Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

    private final StatusCodes codes;

    ErrorStatus(StatusCodes codes) {
        this.codes = codes;
    }

    Status of(CoprocessorError error) {
        Status status = code(error).toStatus().withDescription(text(error));
        // Stays here: a cause is not sent.
        return error instanceof CoprocessorError.RateExceeded
                ? status.withCause(new CoprocessorException(error))
                : status;
    }

    /** What clients that repeat calls by themselves have to know beside the status. */
    static Metadata trailers(Status status) {
        Metadata trailers = new Metadata();
        if (status.getCause() instanceof CoprocessorException e
                && e.error() instanceof CoprocessorError.RateExceeded exceeded) {
            trailers.put(RETRY_PUSHBACK, Long.toString(wholeMillis(exceeded.retryAfter())));
        }
        return trailers;
    }

    private static long wholeMillis(Duration wait) {
        return wait.plusNanos(999_999).toMillis();
    }

    /** The status of a defect; the log has its details under this request id. */
    Status ofDefect(String requestId) {
        return code(ErrorKind.INTERNAL).toStatus().withDescription("internal error, request id: " + requestId);
    }

    /** This code does not depend on the codes of other faults: no client of the original has met it. */
    static Status ofLateRequest(Duration requestTime) {
        return Status.DEADLINE_EXCEEDED.withDescription(
                "the request did not arrive within " + requestTime.toMillis() + " ms");
    }

    /** As the original answers them, independent of the codes of other faults. */
    static Status ofCompressedRequest() {
        return Status.UNIMPLEMENTED.withDescription("compressed requests are not accepted");
    }

    /** As gRPC's own parser answers it. */
    static Status ofMalformedMessage(IOException cause) {
        return Status.INTERNAL.withDescription("Invalid protobuf byte sequence").withCause(cause);
    }

    /** Of a service that needs no key, as {@link #ofTooManyBytes}: the original bounds neither. */
    static Status ofTooManyCalls() {
        return Status.RESOURCE_EXHAUSTED.withDescription("too many calls at once, try again later");
    }

    static Status ofTooManyBytes(int maximum) {
        return Status.RESOURCE_EXHAUSTED.withDescription("a call to this service may send " + maximum + " bytes");
    }

    /** Where no client of the original has met a fault, its code does not depend on those of other faults. */
    private Status.Code code(CoprocessorError error) {
        return error instanceof CoprocessorError.AuditLogUnavailable ? Status.Code.UNAVAILABLE : code(error.kind());
    }

    private Status.Code code(ErrorKind kind) {
        return switch (codes) {
            case ALWAYS_UNKNOWN -> Status.Code.UNKNOWN;
            case BY_KIND ->
                switch (kind) {
                    case INVALID_ARGUMENT, CONFLICT -> Status.Code.INVALID_ARGUMENT;
                    case UNAUTHENTICATED -> Status.Code.UNAUTHENTICATED;
                    case PERMISSION_DENIED -> Status.Code.PERMISSION_DENIED;
                    case NOT_FOUND -> Status.Code.NOT_FOUND;
                    case RESOURCE_EXHAUSTED -> Status.Code.RESOURCE_EXHAUSTED;
                    case UNAVAILABLE -> Status.Code.UNAVAILABLE;
                    case INTERNAL -> Status.Code.INTERNAL;
                };
        };
    }

    /** The text of the fault, short enough to reach the caller. */
    static String text(CoprocessorError error) {
        return StatusText.bounded(wording(error));
    }

    private static String wording(CoprocessorError error) {
        return switch (error) {
            case CoprocessorError.UnknownApiKey() -> "API key unknown/invalid/not provided";
            case CoprocessorError.MissingRight(var right) ->
                "this API key or certificate does not have the right: " + right.label();
            case CoprocessorError.TenantDisabled(var tenant) ->
                "Tenant " + tenant + " is disabled: the operator of this coprocessor serves no call of it";
            case CoprocessorError.ApiKeysUnavailable() -> "API keys cannot be checked at the moment, try again later";
            case CoprocessorError.AuditLogUnavailable() ->
                "The audit log of this server cannot be written, and it serves no call without it, try again later";
            case CoprocessorError.TooManyComputations(int maximum, int received) ->
                "maximum ciphertexts exceeded in batch, maximum: " + maximum + ", got: " + received;
            case CoprocessorError.TooManyBlobs(int maximum, int received) ->
                "More than maximum input blobs uploaded, maximum allowed: " + maximum + ", uploaded: " + received;
            case CoprocessorError.TooManyValuesInBlob(int blobIndex, int maximum, int received) ->
                "Input blob contains too many ciphertexts, input blob index: " + blobIndex + ", ciphertexts in blob: "
                        + received + ", maximum ciphertexts in blob allowed: " + maximum;
            case CoprocessorError.TooManyHandlesRequested(int maximum, int received) ->
                "Requested more than maximum ciphertexts allowed to download, maximum allowed: " + maximum
                        + ", requested: " + received;
            case CoprocessorError.TooManyBlocksUploaded(int maximum, int received) ->
                "Input blobs take too many blocks together, maximum: " + maximum + ", got: " + received;
            case CoprocessorError.TooManyBlocksInBlob(int blobIndex, int maximum, int received) ->
                "Input blob takes too many blocks, input blob index: " + blobIndex + ", maximum: " + maximum + ", got: "
                        + received;
            case CoprocessorError.TooManyBlocksToEncrypt(int maximum, int received) ->
                "Values to encrypt take too many blocks together, maximum: " + maximum + ", got: " + received;
            case CoprocessorError.TooManyCalls(int maximum) ->
                "Too many calls at once, maximum: " + maximum + ", try again later";
            case CoprocessorError.TooManyElements(String elements, int maximum, int received) ->
                "Too many " + elements + " in one request, maximum: " + maximum + ", got: " + received;
            case CoprocessorError.TooManyRequestBytes() -> "Requests under way take too much memory, try again later";
            case CoprocessorError.AnswerTooLarge(long maximumBytes, long bytes) ->
                "Requested ciphertexts take too many bytes together, maximum: " + maximumBytes + ", got: " + bytes;
            case CoprocessorError.TooManyAnswerBytes() -> "Answers under way take too much memory, try again later";
            case CoprocessorError.TooMuchFheWork(int maximumRequests, int maximumBlocks) ->
                "Too much FHE work of this tenant is under way, maximum: " + maximumRequests + " requests, "
                        + maximumBlocks + " blocks, try again later";
            case CoprocessorError.RateExceeded(var rate, long perSecond, Duration wait) ->
                "Too many " + (rate.unit() == RateUnit.CALLS ? "" : rate.unit().label() + " in ")
                        + "calls with the right " + rate.right().label() + ", maximum: " + perSecond
                        + " a second, try again in " + wholeMillis(wait) + " ms";
            case CoprocessorError.TrivialEncryptionDisabled() ->
                "TrivialEncryptCiphertexts is turned off on this server";
            case CoprocessorError.DuplicateOutputHandle(Handle handle) ->
                "Duplicate output handle in ciphertext batch: " + handle.hex();
            case CoprocessorError.OperandTooLong(int receivedBytes) ->
                "Found ciphertext handle longer than " + Handle.MAXIMUM_BYTES + " bytes";
            case CoprocessorError.OperandEmpty() -> "Found ciphertext handle is empty: 0x";
            case CoprocessorError.OutputIsOwnInput(Handle output) ->
                "Output handle is also on of the input handles: " + output.hex();
            case CoprocessorError.UndefinedInput(Handle output, int computationIndex) ->
                "computation has undefined input, output handle: " + output.hex() + ", input index: "
                        + computationIndex;
            case CoprocessorError.CircularDependency(Handle output, Handle dependency) ->
                "fhe computation with output handle " + output.hex() + " with dependency \"" + dependency.hex()
                        + "\" has circular dependency and is uncomputable";
            case CoprocessorError.UnknownInputs(var handles) ->
                "Ciphertexts not found: [" + StatusText.listed(handles) + "]";
            case CoprocessorError.BadTenantAddress(String address, String reason) ->
                "Cannot parse tenant ethereum verifying contract address: " + address + ", error: " + reason;
            case CoprocessorError.BadRequestAddress(String address, String reason) ->
                "Cannot parse ethereum address: " + address + ", error: " + reason;
            case CoprocessorError.OperationRefused(var operationError) ->
                "fhevm error: " + OperationErrorText.of(operationError);
            case CoprocessorError.MalformedInput(int blobIndex, String reason) ->
                "error deserializing ciphertext: " + quoted(reason);
            case CoprocessorError.InputProofRefused(int blobIndex, String reason) ->
                "Input proof refused, input blob index: " + blobIndex + ", reason: " + reason;
            case CoprocessorError.NoPublicParameters(var tenant) ->
                "Tenant " + tenant + " takes no inputs: it has no public parameters (CRS) to check their proofs with";
            case CoprocessorError.PublicParametersInPreparation(var tenant) ->
                "The public parameters (CRS) of tenant " + tenant + " are being prepared, try again later";
            case CoprocessorError.InputProofsWaitTooLong(var tenant) ->
                "Too many input proofs of tenant " + tenant + " wait to be checked, try again later";
            case CoprocessorError.ExpansionFailed(int blobIndex, String reason) ->
                "error expanding compact ciphertext list: " + quoted(reason);
            case CoprocessorError.UnsupportedListElement(int blobIndex, String elementKind) ->
                "unsupported tfhe type found while expanding ciphertexts: " + elementKind;
            case CoprocessorError.SigningFailed(String reason) -> "Error when signing EIP712 hash: " + reason;
            case CoprocessorError.ContradictingAttestation(Handle handle) ->
                "Another ciphertext was attested for this handle before: " + handle.hex();
            case CoprocessorError.InputHandleTaken(Handle handle) ->
                "The handle of this input holds another value: " + handle.hex();
            case CoprocessorError.SignerUnavailable(var signer, String reason) ->
                "The signing key " + signer + " cannot be used at the moment, try again later";
            case CoprocessorError.StoredCiphertextTooLong(Handle handle, int maximumBytes, long bytes) ->
                "Stored ciphertext too long, handle: " + handle.hex() + ", maximum: " + maximumBytes + " bytes, got: "
                        + bytes;
            case CoprocessorError.TenantKeysUnusable(var tenant, String reason) ->
                "Keys of tenant " + tenant + " cannot be used: " + reason;
            case CoprocessorError.NoRoomForKeys(var tenant) ->
                "No memory for the keys of tenant " + tenant + " beside those in use, try again later";
            case CoprocessorError.DatabaseFailure(String reason) -> "Coprocessor db error: " + reason;
        };
    }

    /** In double quotes, with quotes and backslashes inside escaped. */
    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
