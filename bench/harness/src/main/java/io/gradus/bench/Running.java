package io.gradus.bench;

import io.gradus.nn.io.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A child process at work. It may die at any moment: native code crashes.
final class Running implements AutoCloseable {
  private static final String END = "";

  private final Process process;
  private final Writer commands;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  /// The child did not do what it was asked for.
  static final class Lost extends Exception {
    private static final long serialVersionUID = 1;

    Lost(String message) {
      super(message);
    }
  }

  private Running(Process process) {
    this.process = process;
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
    Thread.ofVirtual().start(this::read);
  }

  static Running start(Launch launch, Path data, String... args) throws Lost {
    try {
      return new Running(launch.start(data, args));
    } catch (IOException e) {
      throw new Lost(e.getMessage());
    }
  }

  private void read() {
    try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("{\"")) { // native libraries print, too
          answers.add(line);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // the end, like any other
    }
    answers.add(END);
  }

  /// The figure that a command yields; NaN if it has none. Before and after it the process is
  /// halted, so that threads which spin while they wait do not disturb others.
  double call(String command, double seconds) throws Lost {
    try {
      signal("CONT");
      commands.write(command + "\n");
      commands.flush();
      double figure = answer(seconds);
      signal("STOP");
      return figure;
    } catch (IOException e) {
      throw new Lost("the process has ended");
    }
  }

  private void signal(String name) throws IOException {
    try {
      new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// The next figure.
  ///
  /// @param seconds how long to wait before the child is given up
  double answer(double seconds) throws Lost {
    String line;
    try {
      line = answers.poll((long) (seconds * 1000), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Lost("interrupted");
    }
    if (line == null) {
      process.destroyForcibly();
      throw new Lost("no answer in " + Math.round(seconds) + " s");
    }
    if (line.equals(END)) {
      throw new Lost("the process crashed");
    }
    Map<String, Object> answer = Json.parseMap(line, "answer");
    if (answer.containsKey("error")) {
      throw new Lost(String.valueOf(answer.get("error")));
    }
    return answer.get("value") instanceof Number n ? n.doubleValue() : Double.NaN;
  }

  @Override
  public void close() {
    try {
      signal("CONT");
      commands.close();
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
