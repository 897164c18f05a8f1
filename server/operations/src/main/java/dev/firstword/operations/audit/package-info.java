/**
 * Who did what to the server: its administrative acts. Start reading at {@link
 * dev.firstword.operations.audit.AuditLog}.
 */
@NullMarked
package dev.firstword.operations.audit;

import org.jspecify.annotations.NullMarked;
