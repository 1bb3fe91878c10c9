package org.fhevm.coprocessor.database;

/** Assumption about a connection pooler between a program and the database: the URL's parameter {@code pooler}. */
enum Pooler {
    /** A pooler is recognised when a connection is made, and assumed to be in transaction mode. */
    AUTO,
    /** Statements of one connection may reach another session of the server with each transaction. */
    TRANSACTION,
    /** Every connection is one session of the server: there is no pooler, or one in session mode. */
    SESSION
}
