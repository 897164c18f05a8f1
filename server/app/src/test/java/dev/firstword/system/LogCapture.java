package dev.firstword.system;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/**
 * Captures all log output while it is open, instead of the console: at all levels for the server,
 * and from debug level for libraries.
 */
final class LogCapture extends AppenderBase<ILoggingEvent> implements AutoCloseable {

  private final Logger root = logger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Logger product = logger("dev.firstword");
  private final Level rootLevel = root.getLevel();
  private final List<Appender<ILoggingEvent>> detached = new ArrayList<>();
  private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();

  private LogCapture() {}

  static LogCapture open() {
    LogCapture capture = new LogCapture();
    for (Iterator<Appender<ILoggingEvent>> all = capture.root.iteratorForAppenders();
        all.hasNext(); ) {
      capture.detached.add(all.next());
    }
    capture.detached.forEach(capture.root::detachAppender);
    capture.setContext((LoggerContext) LoggerFactory.getILoggerFactory());
    capture.start();
    capture.root.addAppender(capture);
    capture.root.setLevel(Level.DEBUG);
    capture.product.setLevel(Level.TRACE);
    return capture;
  }

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }

  @Override
  protected void append(ILoggingEvent event) {
    event.prepareForDeferredProcessing();
    events.add(event);
  }

  /** Returns every part of the captured events that any layout could write. */
  List<String> lines() {
    return events.stream().map(LogCapture::line).toList();
  }

  /** Returns the events that indicate a fault: errors, and anything with a stack trace. */
  List<String> alarms() {
    return events.stream()
        .filter(event ->
            event.getLevel().isGreaterOrEqual(Level.ERROR)
                || (event.getThrowableProxy() != null
                    && event.getLevel().isGreaterOrEqual(Level.INFO)))
        .map(LogCapture::line)
        .toList();
  }

  private static String line(ILoggingEvent event) {
    return event.getLevel()
        + " "
        + event.getThreadName()
        + " "
        + event.getLoggerName()
        + ": "
        + event.getFormattedMessage()
        + " "
        + Arrays.toString(event.getArgumentArray())
        + " "
        + event.getMDCPropertyMap()
        + " "
        + event.getKeyValuePairs()
        + (event.getThrowableProxy() == null
            ? ""
            : "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy()));
  }

  @Override
  public void close() {
    root.detachAppender(this);
    root.setLevel(rootLevel);
    product.setLevel(null);
    detached.forEach(root::addAppender);
    stop();
  }
}
