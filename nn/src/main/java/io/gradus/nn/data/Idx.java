package io.gradus.nn.data;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.nn.UserException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads images and labels in the IDX format of the MNIST files, plain or gzip-packed.
///
/// A file is a magic number (two zero bytes, the element type, the number of axes), the extents as
/// big-endian 32-bit numbers, and the elements in row-major order. Bytes without sign (type 0x08)
/// are read.
///
/// Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits", 1998.
public final class Idx {
  private static final int UNSIGNED_BYTE = 0x08;

  private record Bytes(int[] extents, byte[] values) {}

  private Idx() {}

  /// Reads images with their labels; the classes are 0 … greatest label.
  ///
  /// @return features (n, pixels of an image) scaled to [0, 1]; targets (n, classes) one-hot
  /// @throws UserException naming the file if it is missing, no IDX file, cut short, of another
  ///   element type, or if there are not as many labels as images or only one class
  public static Dataset read(Path images, Path labels, DType dtype) {
    return read(images, labels, Optional.empty(), dtype);
  }

  /// Reads images with labels that must belong to known classes, such as a test set.
  ///
  /// @param classes the names of the classes, label 0 first
  /// @throws UserException also if a label is beyond the last class
  public static Dataset read(Path images, Path labels, List<String> classes, DType dtype) {
    return read(images, labels, Optional.of(classes), dtype);
  }

  /// Reads images without labels, for a prediction; the targets have no columns.
  ///
  /// @param classes the names of the classes that will be predicted
  /// @throws UserException naming the file if it cannot be understood
  public static Dataset read(Path images, List<String> classes, DType dtype) {
    Bytes pixels = open(images, 2, 4);
    int n = pixels.extents[0];
    return new Dataset(
        Task.CLASSIFICATION,
        scale(pixels, dtype),
        Array.zeros(dtype, Shape.of(n, 0)),
        names(pixels),
        classes);
  }

  private static Dataset read(Path images, Path labels, Optional<List<String>> known, DType dtype) {
    Bytes pixels = open(images, 2, 4);
    Bytes marks = open(labels, 1, 1);
    int n = pixels.extents[0];
    if (marks.extents[0] != n) {
      throw new UserException(
          Input.name(labels)
              + " has "
              + marks.extents[0]
              + " labels, but "
              + Input.name(images)
              + " has "
              + n
              + " images; do the files belong together?");
    }
    if (n == 0) {
      throw new UserException(Input.name(images) + " has no images");
    }
    List<String> classes = known.orElseGet(() -> classes(labels, marks.values));
    Array targets = Array.zeros(dtype, shape(labels, n, classes.size()));
    for (int i = 0; i < n; i++) {
      int label = marks.values[i] & 0xFF;
      if (label >= classes.size()) {
        throw new UserException(
            Input.name(labels)
                + ": label "
                + label
                + " of image "
                + i
                + " is none of the "
                + classes.size()
                + " classes seen in training");
      }
      switch (dtype) {
        case F32 -> targets.floats()[i * classes.size() + label] = 1;
        case F64 -> targets.doubles()[i * classes.size() + label] = 1;
      }
    }
    return new Dataset(Task.CLASSIFICATION, scale(pixels, dtype), targets, names(pixels), classes);
  }

  private static List<String> classes(Path labels, byte[] values) {
    int last = 0;
    boolean varied = false;
    for (byte value : values) {
      last = Math.max(last, value & 0xFF);
      varied |= value != values[0];
    }
    if (!varied) {
      throw new UserException(
          Input.name(labels)
              + " has one single class, "
              + (values[0] & 0xFF)
              + "; at least two are needed to learn a difference");
    }
    List<String> names = new ArrayList<>();
    for (int c = 0; c <= last; c++) {
      names.add(String.valueOf(c));
    }
    return names;
  }

  /// Names for the pixels of an image, row by row: `r0c0`, `r0c1`, …
  static List<String> pixelNames(int rows, int columns) {
    List<String> names = new ArrayList<>(rows * columns);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        names.add("r" + r + "c" + c);
      }
    }
    return names;
  }

  private static List<String> names(Bytes pixels) {
    int[] e = pixels.extents;
    int rows = e.length == 2 ? 1 : e[1];
    int columns = e.length == 2 ? e[1] : e.length == 3 ? e[2] : e[2] * e[3];
    return pixelNames(rows, columns);
  }

  private static Array scale(Bytes pixels, DType dtype) {
    byte[] values = pixels.values;
    int n = pixels.extents[0];
    Array a = Array.zeros(dtype, Shape.of(n, n == 0 ? names(pixels).size() : values.length / n));
    switch (dtype) {
      case F32 -> {
        float[] x = a.floats();
        for (int i = 0; i < x.length; i++) {
          x[i] = (values[i] & 0xFF) / 255f;
        }
      }
      case F64 -> {
        double[] x = a.doubles();
        for (int i = 0; i < x.length; i++) {
          x[i] = (values[i] & 0xFF) / 255.0;
        }
      }
    }
    return a;
  }

  private static Shape shape(Path file, int n, int k) {
    if ((long) n * k > Integer.MAX_VALUE) {
      throw new UserException(Input.name(file) + ": too many examples to hold in one array");
    }
    return Shape.of(n, k);
  }

  private static Bytes open(Path file, int fewestAxes, int mostAxes) {
    String name = Input.name(file);
    try (InputStream in = Input.open(file)) {
      byte[] magic = in.readNBytes(4);
      if (magic.length < 4 || magic[0] != 0 || magic[1] != 0 || magic[3] < 1 || magic[3] > 8) {
        throw new UserException(
            name + " is no IDX file: it begins with " + hex(magic) + ", not with 00 00");
      }
      if (magic[2] != UNSIGNED_BYTE) {
        throw new UserException(
            name
                + " holds IDX elements of type "
                + hex(magic[2])
                + "; unsigned bytes (type 08) are read");
      }
      if (magic[3] < fewestAxes || magic[3] > mostAxes) {
        String content = mostAxes == 1 ? "labels have 1 axis" : "images have 2 to 4 axes";
        throw new UserException(
            name
                + " has "
                + magic[3]
                + " axes, but "
                + content
                + "; are images and labels exchanged?");
      }
      return elements(in, name, magic[3]);
    } catch (EOFException e) {
      throw new UserException(name + " is cut short: its packed data end too early", e);
    } catch (IOException e) {
      throw Input.failure(name, e);
    }
  }

  private static Bytes elements(InputStream in, String name, int axes) throws IOException {
    int[] extents = new int[axes];
    long size = 1;
    for (int i = 0; i < axes; i++) {
      byte[] b = in.readNBytes(4);
      if (b.length < 4) {
        throw new UserException(name + " is cut short: it ends within its header");
      }
      extents[i] = (b[0] & 0xFF) << 24 | (b[1] & 0xFF) << 16 | (b[2] & 0xFF) << 8 | b[3] & 0xFF;
      if (extents[i] < 0 || i > 0 && extents[i] == 0 || size * extents[i] > Integer.MAX_VALUE) {
        throw new UserException(
            name
                + " has a damaged or too large header: axis "
                + i
                + " of extent "
                + Integer.toUnsignedString(extents[i]));
      }
      size *= Math.max(1, extents[i]);
    }
    int expected = extents[0] == 0 ? 0 : (int) size;
    byte[] values = in.readNBytes(expected);
    if (values.length < expected) {
      throw new UserException(
          name + " is cut short: " + expected + " bytes announced, " + values.length + " there");
    }
    if (in.read() >= 0) {
      throw new UserException(name + " goes on behind the " + expected + " bytes it announces");
    }
    return new Bytes(extents, values);
  }

  private static String hex(byte... bytes) {
    StringBuilder out = new StringBuilder();
    for (byte b : bytes) {
      out.append(out.isEmpty() ? "" : " ").append(String.format(Locale.ROOT, "%02x", b));
    }
    return out.isEmpty() ? "nothing" : out.toString();
  }
}
