package dev.firstword.identity;

/**
 * Who is asking, once that is known. Everything stored belongs to a tenant and a user in it, and is
 * found by nobody else.
 */
public record Caller(String tenant, String user) {}
