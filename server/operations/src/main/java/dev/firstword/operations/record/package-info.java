/** What an ended turn and a browser report, in the form that figures are made of. */
@NullMarked
package dev.firstword.operations.record;

import org.jspecify.annotations.NullMarked;
