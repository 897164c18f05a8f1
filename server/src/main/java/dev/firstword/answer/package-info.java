/**
 * What is read off the stream while it passes: when it is slow, and what to say then. Start reading
 * at {@link dev.firstword.answer.SlowNotice}.
 */
@NullMarked
package dev.firstword.answer;

import org.jspecify.annotations.NullMarked;
