package io.gradus.app.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/// The version of the program.
final class Version implements IVersionProvider {
  private static final String FILE = "/META-INF/maven/io.gradus/gradus-app/pom.properties";

  @Override
  public String[] getVersion() {
    return new String[] {"gradus " + text()};
  }

  /// The version that Maven wrote into the jar; classes outside a jar are a development version.
  static String text() {
    try (InputStream in = Version.class.getResourceAsStream(FILE)) {
      if (in == null) {
        return "development";
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
