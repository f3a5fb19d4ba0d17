package io.gradus.nn.io;

import io.gradus.array.Array;
import io.gradus.graph.Tree;
import io.gradus.nn.UserException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;

/// All that a training needs to go on as if it had never stopped.
///
/// In a file: eight letters, the SHA-256 of what follows, and a safetensors image whose metadata
/// holds the values as JSON.
///
/// @param arrays parameters, optimizer state and the like, by name
/// @param values the position in the data, sums and counters: a tree that JSON can hold
public record Checkpoint(Tree<Array> arrays, Map<String, Object> values) {
  private static final byte[] MAGIC = "GRADUSCP".getBytes(StandardCharsets.US_ASCII);
  private static final int DIGEST = 32;

  /// The bytes of a file.
  byte[] encode() {
    byte[] body = Safetensors.encode(arrays, Map.of("values", Json.line(values)));
    return ByteBuffer.allocate(MAGIC.length + DIGEST + body.length)
        .put(MAGIC)
        .put(sha256(body))
        .put(body)
        .array();
  }

  /// The checkpoint in the bytes of a file.
  ///
  /// @throws UserException if they are not those that were written
  static Checkpoint decode(byte[] bytes, String name) {
    int start = MAGIC.length + DIGEST;
    if (bytes.length < start || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new UserException(name + " is cut short or no checkpoint");
    }
    byte[] body = Arrays.copyOfRange(bytes, start, bytes.length);
    if (!Arrays.equals(sha256(body), Arrays.copyOfRange(bytes, MAGIC.length, start))) {
      throw new UserException(name + " is damaged: its checksum does not match");
    }
    Safetensors.Content content = Safetensors.decode(body, name);
    String values = content.metadata().getOrDefault("values", "{}");
    return new Checkpoint(content.arrays(), Json.parseMap(values, name));
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
