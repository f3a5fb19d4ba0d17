package io.gradus;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/// The compiler and the virtual machine that run the tests, for code that needs its own.
public final class Jdk {
  private static final ToolProvider JAVAC = ToolProvider.findFirst("javac").orElseThrow();

  private Jdk() {}

  /// What a program left behind.
  ///
  /// @param status 0 if all went well
  /// @param text all that it printed
  public record Outcome(int status, String text) {}

  /// Compiles one file against this project, with all warnings as errors.
  public static Outcome compile(Path file) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    String classes = root(Fn.class).toString();
    String to = file.getParent().toString();
    int status =
        JAVAC.run(out, out, "-Xlint:all", "-Werror", "-cp", classes, "-d", to, file.toString());
    return new Outcome(status, text.toString());
  }

  /// Compiles a source text in an empty folder.
  public static Outcome compile(Path folder, String name, String source) throws IOException {
    Path file = Files.createDirectories(folder).resolve(name + ".java");
    Files.writeString(file, source);
    return compile(file);
  }

  /// Runs a class from a folder, next to this project.
  public static Outcome run(Path folder, String name) {
    return start(List.of(), List.of(root(Fn.class), folder), name);
  }

  /// Runs the main method of a class among the tests with a heap of `megabytes`.
  public static Outcome run(int megabytes, Class<?> main, String... args) {
    List<String> options = List.of("-XX:+UseSerialGC", "-Xmx" + megabytes + "m");
    return start(options, List.of(root(Fn.class), root(main)), main.getName(), args);
  }

  private static Outcome start(
      List<String> options, List<Path> classPath, String main, String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Dstdout.encoding=UTF-8");
    command.addAll(options);
    command.add("-cp");
    command.add(
        String.join(
            System.getProperty("path.separator"), classPath.stream().map(Path::toString).toList()));
    command.add(main);
    command.addAll(List.of(args));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Outcome(process.waitFor(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The folder that holds the compiled packages of a class.
  public static Path root(Class<?> c) {
    String name = c.getName().replace('.', '/') + ".class";
    URI uri = URI.create(c.getResource("/" + name).toString());
    Path root = Path.of(uri);
    for (int i = 0; i < Path.of(name).getNameCount(); i++) {
      root = root.getParent();
    }
    return root;
  }
}
