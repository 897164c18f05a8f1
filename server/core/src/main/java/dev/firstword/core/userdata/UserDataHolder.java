package dev.firstword.core.userdata;

import dev.firstword.core.identity.Caller;
import java.util.function.Consumer;

/**
 * A part of a node that holds data of users outside of the store, such as a cache.
 *
 * @param name names the part for operators
 * @param forget drops what it holds of the user; blocks, and may throw
 */
public record UserDataHolder(String name, Consumer<Caller> forget) {}
