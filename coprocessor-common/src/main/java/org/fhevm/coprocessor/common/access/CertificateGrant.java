package org.fhevm.coprocessor.common.access;

import java.util.regex.Pattern;
import org.fhevm.coprocessor.common.id.TenantId;

/**
 * What the clients may do whose certificates have a name.
 *
 * @param name a host name, URI, mail address or common name, compared letter by letter
 */
public record CertificateGrant(TenantId tenant, String name, Rights rights) {
    private static final Pattern NAME = Pattern.compile("[!-~]{1,255}");

    public CertificateGrant {
        if (!canBeGranted(name)) {
            throw new IllegalArgumentException("a certificate's name has 1 to 255 visible ASCII characters");
        }
        if (rights.granted().isEmpty()) {
            throw new IllegalArgumentException("a certificate needs a right");
        }
    }

    /** Whether the table can have this name. */
    public static boolean canBeGranted(String name) {
        return NAME.matcher(name).matches();
    }
}
