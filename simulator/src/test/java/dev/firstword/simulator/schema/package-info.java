/** Tests of the JSON for schemas. */
@NullMarked
package dev.firstword.simulator.schema;

import org.jspecify.annotations.NullMarked;
