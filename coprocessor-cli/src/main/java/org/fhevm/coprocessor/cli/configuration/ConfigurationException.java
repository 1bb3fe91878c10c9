package org.fhevm.coprocessor.cli.configuration;

/** A configuration file cannot be used. The message is for the user. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ConfigurationException(String message) {
        super(message);
    }

    ConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}
