package org.fhevm.coprocessor.server.signing;

import java.util.Optional;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.EthereumAddress;

/** Signs digests with one key, wherever that key is kept. */
public sealed interface Signer permits SigningKey, TokenSigner {
    /** The address that contracts know the key by. */
    EthereumAddress address();

    /**
     * Signs a digest of 32 bytes, with s in the lower half of the group order.
     *
     * @throws CoprocessorException with {@link CoprocessorError.SignerUnavailable} if the key cannot be reached now
     */
    Signature sign(byte[] digest);

    /** The reason why the key cannot be used now, if there is one. */
    Optional<String> problem();
}
