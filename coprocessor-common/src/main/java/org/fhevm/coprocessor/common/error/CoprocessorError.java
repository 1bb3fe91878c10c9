package org.fhevm.coprocessor.common.error;

import java.time.Duration;
import java.util.List;
import org.fhevm.coprocessor.common.access.Rate;
import org.fhevm.coprocessor.common.access.Right;
import org.fhevm.coprocessor.common.computation.OperationError;
import org.fhevm.coprocessor.common.id.EthereumAddress;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;

/**
 * A fault of a request or of what it needs. The components are the facts that a message needs, never key material, an
 * API key or the bytes of a ciphertext.
 */
public sealed interface CoprocessorError {
    ErrorKind kind();

    /** No API key, an unreadable or expired one, or one that no tenant has. Deliberately without detail. */
    record UnknownApiKey() implements Unauthenticated {}

    /** The caller's credential does not have the right that the call needs. */
    record MissingRight(Right right) implements PermissionDenied {}

    /** The caller is known, and an operator has disabled its tenant. */
    record TenantDisabled(TenantId tenant) implements PermissionDenied {}

    /** API keys cannot be looked up: the database is slow, or too many calls wait for it already. */
    record ApiKeysUnavailable() implements Unavailable {}

    /** The audit log is required and cannot be written; nothing of the call is returned. */
    record AuditLogUnavailable() implements Unavailable {}

    /** An AsyncCompute request has more computations than one request may. */
    record TooManyComputations(int maximum, int received) implements ResourceExhausted {}

    /** An upload has more lists than one request may. */
    record TooManyBlobs(int maximum, int received) implements ResourceExhausted {}

    /** A list of an upload holds more values than allowed. */
    record TooManyValuesInBlob(int blobIndex, int maximum, int received) implements ResourceExhausted {}

    /** A GetCiphertexts request asks for more handles than one request may. */
    record TooManyHandlesRequested(int maximum, int received) implements ResourceExhausted {}

    /** The lists of an upload together would take more blocks, once expanded, than one upload may. */
    record TooManyBlocksUploaded(int maximum, int received) implements ResourceExhausted {}

    /** One list of an upload would take more blocks, once expanded, than a list may. */
    record TooManyBlocksInBlob(int blobIndex, int maximum, int received) implements ResourceExhausted {}

    /** Clear values together would take more blocks, once encrypted, than one request may. */
    record TooManyBlocksToEncrypt(int maximum, int received) implements ResourceExhausted {}

    /** This server already has its maximum of calls in flight. */
    record TooManyCalls(int maximum) implements ResourceExhausted {}

    /** The caller's tenant already has its maximum of FHE work in flight. */
    record TooMuchFheWork(int maximumRequests, int maximumBlocks) implements ResourceExhausted {}

    /** The tenant's calls use more in a second than they may; a call that comes after the wait is served. */
    record RateExceeded(Rate rate, long perSecond, Duration retryAfter) implements ResourceExhausted {}

    /** TrivialEncryptCiphertexts is turned off. */
    record TrivialEncryptionDisabled() implements InvalidArgument {}

    /** A repeated field of a message has more elements than any valid request has. */
    record TooManyElements(String elements, int maximum, int received) implements ResourceExhausted {}

    /** The requests in flight leave no room for another one of this size. */
    record TooManyRequestBytes() implements ResourceExhausted {}

    /** An answer would be larger than any answer may be. */
    record AnswerTooLarge(long maximumBytes, long bytes) implements ResourceExhausted {}

    /** The answers in flight left no room for this one for too long. */
    record TooManyAnswerBytes() implements ResourceExhausted {}

    /** Two computations or values of one request claim the same handle. */
    record DuplicateOutputHandle(Handle handle) implements Conflict {}

    /** A handle or scalar is longer than {@link Handle#MAXIMUM_BYTES}. */
    record OperandTooLong(int receivedBytes) implements InvalidArgument {}

    /** A handle has no bytes. */
    record OperandEmpty() implements InvalidArgument {}

    /** A computation has its own output as an input. */
    record OutputIsOwnInput(Handle output) implements Conflict {}

    /** An operand is neither handle nor scalar; the index is that of the computation in the request. */
    record UndefinedInput(Handle output, int computationIndex) implements InvalidArgument {}

    /** The computations of a request wait for each other; one of them is named with an input it waits for. */
    record CircularDependency(Handle output, Handle dependency) implements Conflict {}

    /** Inputs are neither stored nor announced; the handles are distinct, in ascending order. */
    record UnknownInputs(List<Handle> handles) implements NotFound {
        public UnknownInputs {
            handles = List.copyOf(handles);
        }
    }

    /** An address in the tenant's row cannot be read. */
    record BadTenantAddress(String text, String reason) implements Internal {}

    /** An address in the request cannot be read. */
    record BadRequestAddress(String text, String reason) implements InvalidArgument {}

    /** The table of operations does not allow a computation. */
    record OperationRefused(OperationError error) implements InvalidArgument {}

    /** Uploaded bytes are not a list of ciphertexts under the tenant's parameters. */
    record MalformedInput(int blobIndex, String reason) implements InvalidArgument {}

    /** The proof of a list does not show what it has to show. */
    record InputProofRefused(int blobIndex, String reason) implements InvalidArgument {}

    /** Proofs of inputs are checked, and the tenant has no public parameters to check them with. */
    record NoPublicParameters(TenantId tenant) implements Internal {}

    /** The public parameters of a tenant, just loaded, are not ready for use yet. */
    record PublicParametersInPreparation(TenantId tenant) implements Unavailable {}

    /** Proofs of the tenant's inputs have waited for their turn for as long as they may. */
    record InputProofsWaitTooLong(TenantId tenant) implements ResourceExhausted {}

    /** A well-formed list could not be expanded. */
    record ExpansionFailed(int blobIndex, String reason) implements InvalidArgument {}

    /** A list element is of a kind that has no type here; the kind is named as tfhe-rs names it. */
    record UnsupportedListElement(int blobIndex, String elementKind) implements InvalidArgument {}

    /** An answer could not be signed. */
    record SigningFailed(String reason) implements Internal {}

    /** The handle was attested with another ciphertext before. */
    record ContradictingAttestation(Handle handle) implements Internal {}

    /** The handle of an uploaded value holds a value that is not of this upload. */
    record InputHandleTaken(Handle handle) implements Conflict {}

    /** The signing key of this address cannot be used now; the reason is for operators. */
    record SignerUnavailable(EthereumAddress signer, String reason) implements Unavailable {}

    /** The value stored under a handle is longer than any ciphertext. */
    record StoredCiphertextTooLong(Handle handle, int maximumBytes, long bytes) implements Internal {}

    /** The keys stored for a tenant cannot be used. */
    record TenantKeysUnusable(TenantId tenant, String reason) implements Internal {}

    /** The keys of other tenants are in use, and with these they would take more memory than is set aside for keys. */
    record NoRoomForKeys(TenantId tenant) implements Unavailable {}

    /** The database cannot be reached, or refused a statement for the reason given. */
    record DatabaseFailure(String reason) implements Unavailable {}

    /** An error of the kind {@link ErrorKind#INVALID_ARGUMENT}. */
    sealed interface InvalidArgument extends CoprocessorError {
        @Override
        default ErrorKind kind() {
            return ErrorKind.INVALID_ARGUMENT;
        }
    }

    /** An error of the kind {@link ErrorKind#UNAUTHENTICATED}. */
    sealed interface Unauthenticated extends CoprocessorError {
        @Override
        default ErrorKind kind() {
            return ErrorKind.UNAUTHENTICATED;
        }
    }

    /** An error of the kind {@link ErrorKind#PERMISSION_DENIED}. */
    sealed interface PermissionDenied extends CoprocessorError {
        @Override
        default ErrorKind kind() {
            return ErrorKind.PERMISSION_DENIED;
        }
    }

    /** An error of the kind {@link ErrorKind#NOT_FOUND}. */
    sealed interface NotFound extends CoprocessorError {
        @Override
        default ErrorKind kind() {
            return ErrorKind.NOT_FOUND;
        }
    }

    /** An error of the kind {@link ErrorKind#CONFLICT}. */
    sealed interface Conflict extends CoprocessorError {
        @Override
        default ErrorKind kind() {
            return ErrorKind.CONFLICT;
        }
    }

    /** An error of the kind {@link ErrorKind#RESOURCE_EXHAUSTED}. */
    sealed interface ResourceExhausted extends CoprocessorError {
        @Override
        default ErrorKind kind() {
            return ErrorKind.RESOURCE_EXHAUSTED;
        }
    }

    /** An error of the kind {@link ErrorKind#UNAVAILABLE}. */
    sealed interface Unavailable extends CoprocessorError {
        @Override
        default ErrorKind kind() {
            return ErrorKind.UNAVAILABLE;
        }
    }

    /** An error of the kind {@link ErrorKind#INTERNAL}. */
    sealed interface Internal extends CoprocessorError {
        @Override
        default ErrorKind kind() {
            return ErrorKind.INTERNAL;
        }
    }
}
