package io.gradus.adbench;

import io.gradus.array.Array;
import io.gradus.array.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringTokenizer;

/// The numbers of a text file, read one after another.
final class Numbers {
  private final StringTokenizer words;

  Numbers(Path file) throws IOException {
    words = new StringTokenizer(Files.readString(file));
  }

  /// All numbers of a file, each on a line.
  static double[] all(Path file) throws IOException {
    Numbers in = new Numbers(file);
    return in.array(in.words.countTokens()).doubles();
  }

  int whole() {
    return Integer.parseInt(words.nextToken());
  }

  double number() {
    return Double.parseDouble(words.nextToken());
  }

  /// The next numbers, as many as the shape has elements.
  Array array(int... dims) {
    Shape shape = Shape.of(dims);
    double[] data = new double[shape.size()];
    for (int i = 0; i < data.length; i++) {
      data[i] = number();
    }
    return Array.of(shape, data);
  }
}
