package org.opensearch.node;

import java.util.List;
import org.opensearch.common.settings.Settings;
import org.opensearch.plugins.Plugin;
import org.opensearch.transport.Netty4Plugin;

/** What the server is made of, as the version that this is for wants it. */
final class Plugins {
  static List<Class<? extends Plugin>> list() {
    return List.of(Netty4Plugin.class);
  }

  static Settings.Builder settings() {
    return Settings.builder().put("transport.type", "netty4").put("http.type", "netty4");
  }
}
