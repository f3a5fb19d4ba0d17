package io.gradus.onnx.proto;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/// Tensors that a model keeps in further files beside its own.
///
/// @param folder the folder of the model; no file outside of it is opened
record ExternalData(Path folder) {
  /// The bytes of a tensor.
  ///
  /// @param place `location`, a file relative to the folder, `offset` and `length` in bytes
  ByteBuffer read(String tensor, Map<String, String> place) {
    String location = place.getOrDefault("location", "");
    try {
      Path file = folder.resolve(location).normalize();
      if (location.isEmpty() || !file.startsWith(folder.normalize())) {
        throw new UnsoundException(
            "tensor '" + tensor + "' lies in '" + location + "', outside of the model's folder");
      }
      try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
        long offset = Long.parseLong(place.getOrDefault("offset", "0"));
        long length =
            place.containsKey("length") ? Long.parseLong(place.get("length")) : in.size() - offset;
        if (offset < 0 || length < 0 || length > Integer.MAX_VALUE || offset > in.size() - length) {
          throw new UnsoundException(
              "tensor '" + tensor + "' reaches beyond the end of '" + location + "'");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining() && in.read(bytes, offset + bytes.position()) >= 0) {
          // reads may come in parts
        }
        return bytes.rewind();
      }
    } catch (IOException | NumberFormatException | InvalidPathException e) {
      throw new UnsoundException(
          "tensor '" + tensor + "' lies in '" + location + "', which cannot be read");
    }
  }
}
