/**
 * Checks images and files before they are stored: what they really are, how large they are once
 * decoded, and what they reveal about their author. Nothing is decoded. Start reading at {@link
 * dev.firstword.core.attachment.AttachmentReader}.
 */
@NullMarked
package dev.firstword.core.attachment;

import org.jspecify.annotations.NullMarked;
