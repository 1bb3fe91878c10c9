package org.fhevm.tfhe.serialization;

import java.util.function.BiConsumer;
import org.fhevm.tfhe.core.entity.BootstrapShape;
import org.fhevm.tfhe.core.entity.KeyTag;
import org.fhevm.tfhe.core.entity.KeyswitchShape;
import org.fhevm.tfhe.parameters.PbsOrder;
import org.fhevm.tfhe.shortint.ServerKeyParts;
import org.fhevm.tfhe.shortint.ServerKeyParts.Casting;
import org.fhevm.tfhe.shortint.ServerKeyParts.Compression;
import org.fhevm.tfhe.shortint.ServerKeyParts.Decompression;

/** The order of the parts of a server key, which is the same with masks and with seeds. */
final class ServerKeyLayout {
    private ServerKeyLayout() {}

    /**
     * Reads a key whose versions have been read.
     *
     * @param hasTag whether the version of the key has a tag
     */
    static <K extends KeyswitchShape, B extends BootstrapShape, P extends BootstrapShape> ServerKeyParts<K, B, P> read(
            BodyReader reader, PartReader<K, B, P> parts, boolean hasTag) throws MalformedInputException {
        K keyswitchKey = parts.keyswitchKey(reader);
        B bootstrapKey = parts.bootstrapKey(reader);
        int messageModulus = reader.quantity("MessageModulus");
        int carryModulus = reader.quantity("CarryModulus");
        int maxDegree = reader.quantity("MaxDegree");
        int maxNoiseLevel = reader.quantity("MaxNoiseLevel");
        CommonTypes.readModulus(reader);
        PbsOrder pbsOrder = CommonTypes.readPbsOrder(reader);
        Casting<K> casting = reader.option() ? parts.casting(reader) : null;
        Compression<P> compression = reader.option() ? parts.compression(reader) : null;
        Decompression<B> decompression = reader.option() ? parts.decompression(reader) : null;
        KeyTag tag = hasTag ? CommonTypes.readTag(reader) : KeyTag.EMPTY;
        return reader.build(() -> new ServerKeyParts<>(
                keyswitchKey,
                bootstrapKey,
                messageModulus,
                carryModulus,
                maxDegree,
                maxNoiseLevel,
                pbsOrder,
                casting,
                compression,
                decompression,
                tag));
    }

    /** Writes a key behind its versions. */
    static <K extends KeyswitchShape, B extends BootstrapShape, P extends BootstrapShape> void write(
            ServerKeyParts<K, B, P> key, PartWriter<K, B, P> parts, BodyWriter writer) {
        parts.keyswitch().accept(key.keyswitchKey(), writer);
        parts.bootstrap().accept(key.bootstrapKey(), writer);
        writer.quantity(key.messageModulus());
        writer.quantity(key.carryModulus());
        writer.quantity(key.maxDegree());
        writer.quantity(key.maxNoiseLevel());
        CommonTypes.writeModulus(writer);
        CommonTypes.writePbsOrder(key.pbsOrder(), writer);
        writer.option(key.casting().isPresent());
        key.casting().ifPresent(part -> parts.casting(part, writer));
        writer.option(key.compression().isPresent());
        key.compression().ifPresent(part -> parts.compression(part, writer));
        writer.option(key.decompression().isPresent());
        key.decompression().ifPresent(part -> parts.decompression(part, writer));
        CommonTypes.writeTag(key.tag(), writer);
    }

    /** Reads the parts of one form of server keys, in the order of the methods. */
    interface PartReader<K extends KeyswitchShape, B extends BootstrapShape, P extends BootstrapShape> {
        K keyswitchKey(BodyReader reader) throws MalformedInputException;

        B bootstrapKey(BodyReader reader) throws MalformedInputException;

        Casting<K> casting(BodyReader reader) throws MalformedInputException;

        Compression<P> compression(BodyReader reader) throws MalformedInputException;

        Decompression<B> decompression(BodyReader reader) throws MalformedInputException;
    }

    /**
     * Writes the parts of one form of server keys.
     *
     * @param version of the layouts of casting and compression
     * @param keyswitch writes each keyswitch key
     * @param bootstrap writes the key from the small to the big key
     * @param packing writes the packing keyswitch key
     * @param unpacking writes the bootstrapping key of decompression
     */
    record PartWriter<K extends KeyswitchShape, B extends BootstrapShape, P extends BootstrapShape>(
            int version,
            BiConsumer<K, BodyWriter> keyswitch,
            BiConsumer<B, BodyWriter> bootstrap,
            BiConsumer<P, BodyWriter> packing,
            BiConsumer<B, BodyWriter> unpacking) {
        private void casting(Casting<K> casting, BodyWriter writer) {
            writer.version(version);
            writer.version(version);
            keyswitch.accept(casting.key(), writer);
            writer.i8(casting.rightShift());
            CommonTypes.writeKeyChoice(casting.destination(), writer);
        }

        private void compression(Compression<P> compression, BodyWriter writer) {
            writer.version(version);
            writer.version(version);
            packing.accept(compression.key(), writer);
            writer.quantity(compression.lwePerGlwe());
            writer.quantity(compression.storageLogModulus());
        }

        private void decompression(Decompression<B> decompression, BodyWriter writer) {
            writer.version(0);
            writer.version(0);
            unpacking.accept(decompression.key(), writer);
            writer.quantity(decompression.lwePerGlwe());
        }
    }
}
