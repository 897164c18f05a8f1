package dev.firstword.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The first request with tools does not wait until the library for schemas is loaded. */
final class SchemaWarmUpTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  /** The class that reads a schema of schemas, which is what takes the time. */
  private static final String SCHEMA_LIBRARY = "com.networknt.schema.Schema";

  /** Loads everything anew, and says what it has loaded. */
  private static final class FreshClassLoader extends URLClassLoader {

    FreshClassLoader(URL[] classPath) {
      super(classPath, ClassLoader.getPlatformClassLoader());
    }

    boolean hasLoaded(String name) {
      return findLoadedClass(name) != null;
    }
  }

  @Test
  void loadsTheLibraryInTheBackground()
      throws ReflectiveOperationException, InterruptedException, IOException {
    try (FreshClassLoader loader = new FreshClassLoader(classPath())) {
      Method warmUp =
          loader.loadClass(ServerWarmUp.class.getName()).getDeclaredMethod("loadSchemaLibrary");
      warmUp.setAccessible(true);
      assertThat(loader.hasLoaded(SCHEMA_LIBRARY)).isFalse();

      Thread thread = (Thread) warmUp.invoke(null);

      assertThat(thread.isDaemon()).as("does not keep the server from ending").isTrue();
      assertThat(thread.join(TIMEOUT)).isTrue();
      assertThat(loader.hasLoaded(SCHEMA_LIBRARY)).isTrue();
    }
  }

  private static URL[] classPath() throws IOException {
    List<URI> entries =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> new File(entry).toURI())
            .toList();
    URL[] urls = new URL[entries.size()];
    for (int i = 0; i < urls.length; i++) {
      urls[i] = entries.get(i).toURL();
    }
    return urls;
  }
}
