package org.fhevm.coprocessor.common.error;

import java.util.List;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.tfhe.operation.OperationError;

/**
 * A fault of a request or of what it needs. The components are the facts that a message needs, never key material, an
 * API key or the bytes of a ciphertext.
 */
public sealed interface CoprocessorError {

    ErrorKind kind();

    /** No API key, an unreadable one, or one that no tenant has. Deliberately without detail. */
    record UnknownApiKey() implements CoprocessorError {
        @Override
        public ErrorKind kind() {
            return ErrorKind.UNAUTHENTICATED;
        }
    }

    /** API keys cannot be looked up: the database is slow, or too many calls wait for it already. */
    record ApiKeysUnavailable() implements CoprocessorError {
        @Override
        public ErrorKind kind() {
            return ErrorKind.UNAVAILABLE;
        }
    }

    record TooManyComputations(int maximum, int received) implements CoprocessorError {
        @Override
        public ErrorKind kind() {
            return ErrorKind.LIMIT;
        }
    }

    record TooManyBlobs(int maximum, int received) implements CoprocessorError {
        @Override
        public ErrorKind kind() {
            return ErrorKind.LIMIT;
        }
    }

    /** A list of an upload that holds more values than allowed. */
    record TooManyValuesInBlob(int blobIndex, int maximum, int received) implements CoprocessorError {
        @Override
        public ErrorKind kind() {
            return ErrorKind.LIMIT;
        }
    }

    record TooManyHandlesRequested(int maximum, int received) implements CoprocessorError {
        @Override
        public ErrorKind kind() {
            return ErrorKind.LIMIT;
        }
    }

    /** Lists that together would take more blocks, once expanded, than one upload may. */
    record TooManyBlocksUploaded(int maximum, int received) implements CoprocessorError {
        @Override
        public ErrorKind kind() {
            return ErrorKind.LIMIT;
        }
    }

    /** One list of an upload that would take more blocks, once expanded, than a list may. */
    record TooManyBlocksInBlob(int blobIndex, int maximum, int received) implements CoprocessorError {
        @Override
        public ErrorKind kind() {
            return ErrorKind.LIMIT;
        }
    }

    /** Clear values that together would take more blocks, once encrypted, than one request may. */
    record TooManyBlocksToEncrypt(int maximum, int received) implements CoprocessorError {
        @Override
        public ErrorKind kind() {
            return ErrorKind.LIMIT;
        }
    }

    /** As many calls as this server takes at once are under way already. */
    record TooManyCalls(int maximum) implements CoprocessorError {
        @Override
        public ErrorKind kind() {
            return ErrorKind.LIMIT;
        }
    }

    /** As much FHE work of the caller's tenant as this server takes on is under way already. */
    record TooMuchFheWork(int maximumRequests, int maximumBlocks) implements CoprocessorError {
        @Override
        public ErrorKind kind() {
            return ErrorKind.LIMIT;
        }
    }

    /** TrivialEncryptCiphertexts is turned off. */
    record TrivialEncryptionDisabled() implements CoprocessorError {
        @Override
        public ErrorKind kind() {
            return ErrorKind.CALLER_FAULT;
        }
    }

    /** More elements of a repeated field of a message than any valid request has. */
    record TooManyElements(String elements, int maximum, int received) implements CoprocessorError {
        @Override
        public ErrorKind kind() {
            return ErrorKind.LIMIT;
        }
    }

    /** The requests under way leave no room for another one of this size. */
    record TooManyRequestBytes() implements CoprocessorError {
        @Override
        public ErrorKind kind() {
            return ErrorKind.LIMIT;
        }
    }

    /** An answer that is larger than any one may be. */
    record AnswerTooLarge(long maximumBytes, long bytes) implements CoprocessorError {
        @Override
        public ErrorKind kind() {
            return ErrorKind.LIMIT;
        }
    }

    /** The answers under way left no room for this one for too long. */
    record TooManyAnswerBytes() implements CoprocessorError {
        @Override
        public ErrorKind kind() {
            return ErrorKind.LIMIT;
        }
    }

    /** Two computations or values of one request claim the same handle. */
    record DuplicateOutputHandle(Handle handle) implements CoprocessorError {
        @Override
        public ErrorKind kind() {
            return ErrorKind.CONFLICT;
        }
    }

    /** A handle or scalar above {@link Handle#MAXIMUM_BYTES}. */
    record OperandTooLong(int receivedBytes) implements CoprocessorError {
        @Override
        public ErrorKind kind() {
            return ErrorKind.CALLER_FAULT;
        }
    }

    record OperandEmpty() implements CoprocessorError {
        @Override
        public ErrorKind kind() {
            return ErrorKind.CALLER_FAULT;
        }
    }

    record OutputIsOwnInput(Handle output) implements CoprocessorError {
        @Override
        public ErrorKind kind() {
            return ErrorKind.CONFLICT;
        }
    }

    /** An operand that is neither handle nor scalar; the index is that of the computation in the request. */
    record UndefinedInput(Handle output, int computationIndex) implements CoprocessorError {
        @Override
        public ErrorKind kind() {
            return ErrorKind.CALLER_FAULT;
        }
    }

    /** The computations of a request wait for each other; one of them is named with an input it waits for. */
    record CircularDependency(Handle output, Handle dependency) implements CoprocessorError {
        @Override
        public ErrorKind kind() {
            return ErrorKind.CONFLICT;
        }
    }

    /** Inputs that are neither stored nor announced; distinct, in ascending order. */
    record UnknownInputs(List<Handle> handles) implements CoprocessorError {
        public UnknownInputs {
            handles = List.copyOf(handles);
        }

        @Override
        public ErrorKind kind() {
            return ErrorKind.NOT_FOUND;
        }
    }

    /** An address of the tenant's row that cannot be read. */
    record BadTenantAddress(String text, String reason) implements CoprocessorError {
        @Override
        public ErrorKind kind() {
            return ErrorKind.OUR_FAULT;
        }
    }

    record BadRequestAddress(String text, String reason) implements CoprocessorError {
        @Override
        public ErrorKind kind() {
            return ErrorKind.CALLER_FAULT;
        }
    }

    /** A computation that the table of operations does not allow. */
    record OperationRefused(OperationError error) implements CoprocessorError {
        @Override
        public ErrorKind kind() {
            return ErrorKind.CALLER_FAULT;
        }
    }

    /** Uploaded bytes that are not a list of ciphertexts under the tenant's parameters. */
    record MalformedInput(int blobIndex, String reason) implements CoprocessorError {
        @Override
        public ErrorKind kind() {
            return ErrorKind.CALLER_FAULT;
        }
    }

    /** A list whose proof does not show what it has to show; the reason says what is wrong with it. */
    record InputProofRefused(int blobIndex, String reason) implements CoprocessorError {
        @Override
        public ErrorKind kind() {
            return ErrorKind.CALLER_FAULT;
        }
    }

    /** Proofs of inputs are checked, and the tenant has nothing to check them with. */
    record NoPublicParameters(TenantId tenant) implements CoprocessorError {
        @Override
        public ErrorKind kind() {
            return ErrorKind.OUR_FAULT;
        }
    }

    /** The public parameters of a tenant, just loaded, are not ready for use yet. */
    record PublicParametersInPreparation(TenantId tenant) implements CoprocessorError {
        @Override
        public ErrorKind kind() {
            return ErrorKind.UNAVAILABLE;
        }
    }

    /** Proofs of the tenant's inputs have waited for their turn for as long as they may. */
    record InputProofsWaitTooLong(TenantId tenant) implements CoprocessorError {
        @Override
        public ErrorKind kind() {
            return ErrorKind.LIMIT;
        }
    }

    /** A well-formed list that could not be expanded. */
    record ExpansionFailed(int blobIndex, String reason) implements CoprocessorError {
        @Override
        public ErrorKind kind() {
            return ErrorKind.CALLER_FAULT;
        }
    }

    /** A list element of a kind that has no type here; named as tfhe-rs names it. */
    record UnsupportedListElement(int blobIndex, String elementKind) implements CoprocessorError {
        @Override
        public ErrorKind kind() {
            return ErrorKind.CALLER_FAULT;
        }
    }

    record SigningFailed(String reason) implements CoprocessorError {
        @Override
        public ErrorKind kind() {
            return ErrorKind.OUR_FAULT;
        }
    }

    /** Something stored under a handle that is longer than any ciphertext. */
    record StoredCiphertextTooLong(Handle handle, int maximumBytes, long bytes) implements CoprocessorError {
        @Override
        public ErrorKind kind() {
            return ErrorKind.OUR_FAULT;
        }
    }

    /** The keys stored for a tenant cannot be used. */
    record TenantKeysUnusable(TenantId tenant, String reason) implements CoprocessorError {
        @Override
        public ErrorKind kind() {
            return ErrorKind.OUR_FAULT;
        }
    }

    /** The keys of other tenants are in use, and with these they would take more memory than is set aside for keys. */
    record NoRoomForKeys(TenantId tenant) implements CoprocessorError {
        @Override
        public ErrorKind kind() {
            return ErrorKind.UNAVAILABLE;
        }
    }

    /** The database cannot be reached, or refused a statement for the reason given. */
    record DatabaseFailure(String reason) implements CoprocessorError {
        @Override
        public ErrorKind kind() {
            return ErrorKind.UNAVAILABLE;
        }
    }
}
