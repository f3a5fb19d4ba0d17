package io.gradus.app;

import io.gradus.app.cli.Cli;
import io.gradus.app.cli.Console;
import io.gradus.app.cli.StopSignal;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// The program `gradus`.
public final class Main {
  private Main() {}

  /// Runs a command and ends the virtual machine with its exit code.
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // numbers have points, and digits are 0 to 9
    // Not System.out: JSON and CSV are UTF-8 whatever the locale says.
    PrintStream out = stream(FileDescriptor.out, false);
    PrintStream err = stream(FileDescriptor.err, true);
    eraseFirstLine(err);
    InputStream in = new FileInputStream(FileDescriptor.in);
    StopSignal stop = new StopSignal();
    int code = Cli.run(args, new Console(in, out, err, Optional.of(stop)));
    stop.finished(code);
    System.exit(code);
  }

  /// Runs a command on the given streams, as a test does.
  ///
  /// @return the exit code: 0 success, 1 a check failed, 2 bad input or usage, 70 a fault of the
  ///   program itself, 130 interrupted
  public static int run(String[] args, InputStream in, PrintStream out, PrintStream err) {
    return Cli.run(args, new Console(in, out, err, Optional.empty()));
  }

  /// Takes away the line with which the JVM announces an incubating module, where the launcher says
  /// that standard error is a terminal.
  private static void eraseFirstLine(PrintStream err) {
    if (Boolean.getBoolean("gradus.erase-first-line")
        && ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
      err.print("\u001b[A\u001b[K");
      err.flush();
    }
  }

  private static PrintStream stream(FileDescriptor descriptor, boolean flush) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor)), flush, StandardCharsets.UTF_8);
  }
}
