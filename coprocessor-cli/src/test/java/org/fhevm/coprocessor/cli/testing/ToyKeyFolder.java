package org.fhevm.coprocessor.cli.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fhevm.coprocessor.cli.keys.KeyFolder;
import org.fhevm.tfhe.serialization.ClientKeyCodec;
import org.fhevm.tfhe.serialization.CompactPublicKeyCodec;
import org.fhevm.tfhe.serialization.ServerKeyCodec;
import org.fhevm.tfhe.testing.TestVectors;
import org.fhevm.tfhe.testing.ToyKeys;

/** Key sets with toy parameters, as files. */
public final class ToyKeyFolder {
    private ToyKeyFolder() {}

    /** The set of our own making that all tests of a JVM share; with a common reference string. */
    public static KeyFolder ours(Path path) throws IOException {
        KeyFolder folder = new KeyFolder(Files.createDirectories(path));
        ToyKeys keys = ToyKeys.shared();
        Files.write(folder.clientKey(), ClientKeyCodec.INSTANCE.write(keys.clientKey()));
        Files.write(folder.publicKey(), CompactPublicKeyCodec.INSTANCE.write(keys.publicKey()));
        Files.write(folder.serverKey(), ServerKeyCodec.INSTANCE.write(keys.material()));
        Files.write(folder.publicParameters(), ToyCrs.bytes());
        return folder;
    }

    /** The set that tfhe-rs made, with its common reference string. */
    public static KeyFolder tfheRs(Path path) throws IOException {
        KeyFolder folder = new KeyFolder(Files.createDirectories(path));
        for (Path file :
                new Path[] {folder.clientKey(), folder.publicKey(), folder.serverKey(), folder.publicParameters()}) {
            Files.write(file, TestVectors.toy().bytes("keys/" + file.getFileName()));
        }
        return folder;
    }
}
