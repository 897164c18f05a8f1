/**
 * JSON that matches a JSON schema, for the arguments of tools and for structured output.
 *
 * <p>Start reading at {@link dev.firstword.simulator.schema.InstanceGenerator}.
 */
@NullMarked
package dev.firstword.simulator.schema;

import org.jspecify.annotations.NullMarked;
