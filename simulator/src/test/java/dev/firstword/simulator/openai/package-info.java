/** Tests of the chat completions API's request validation. */
@NullMarked
package dev.firstword.simulator.openai;

import org.jspecify.annotations.NullMarked;
