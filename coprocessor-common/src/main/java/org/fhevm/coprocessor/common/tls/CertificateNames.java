package org.fhevm.coprocessor.common.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/**
 * The names of a certificate's owner: its alternative names that are host names, URIs or mail addresses; or, if it has
 * none of these, the common name of its subject (as RFC 9525, section 6.3, has it for servers).
 */
public final class CertificateNames {
    private static final Set<Integer> MAIL_HOST_AND_URI = Set.of(1, 2, 6);
    private static final int KIND = 0;
    private static final int NAME = 1;

    private CertificateNames() {}

    public static Set<String> of(X509Certificate certificate) {
        Set<String> alternative = alternativeNames(certificate);
        return alternative.isEmpty() ? commonNames(certificate) : alternative;
    }

    private static Set<String> alternativeNames(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            if (names == null) {
                return Set.of();
            }
            return names.stream()
                    .filter(name -> MAIL_HOST_AND_URI.contains(name.get(KIND)))
                    .map(name -> String.valueOf(name.get(NAME)))
                    .collect(Collectors.toSet());
        } catch (CertificateParsingException e) {
            return Set.of();
        }
    }

    private static Set<String> commonNames(X509Certificate certificate) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(part -> part.getType().equalsIgnoreCase("CN"))
                            .map(part -> String.valueOf(part.getValue()))
                            .collect(Collectors.toSet());
        } catch (InvalidNameException e) {
            return Set.of();
        }
    }
}
