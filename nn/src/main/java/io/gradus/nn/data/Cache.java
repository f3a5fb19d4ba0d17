package io.gradus.nn.data;

/// Where tables and examples lie while they are used. Their numbers are the same in either place.
public enum Cache {
  /// In memory as long as they take a small part of the heap, else on disk.
  AUTO,
  /// On the heap.
  MEMORY,
  /// In files that are mapped into memory; see [CacheFolder].
  DISK;

  private static final int SHARE = 8; // of the heap, which training and evaluation need as well
  private static final long MOST = 1L << 31; // bytes; also what a Java array can hold of bytes

  boolean onDisk(long bytes) {
    return switch (this) {
      case AUTO -> bytes > Math.min(MOST, Runtime.getRuntime().maxMemory() / SHARE);
      case MEMORY -> false;
      case DISK -> true;
    };
  }
}
