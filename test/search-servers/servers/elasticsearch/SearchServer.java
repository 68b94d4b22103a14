package org.elasticsearch.node;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.elasticsearch.Build;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.cluster.metadata.IndexNameExpressionResolver;
import org.elasticsearch.cluster.node.DiscoveryNodes;
import org.elasticsearch.common.io.stream.NamedWriteableRegistry;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.ClusterSettings;
import org.elasticsearch.common.settings.IndexScopedSettings;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.settings.SettingsFilter;
import org.elasticsearch.env.Environment;
import org.elasticsearch.features.NodeFeature;
import org.elasticsearch.http.HttpServerTransport;
import org.elasticsearch.plugins.ActionPlugin;
import org.elasticsearch.plugins.Plugin;
import org.elasticsearch.rest.BaseRestHandler;
import org.elasticsearch.rest.RestController;
import org.elasticsearch.rest.RestHandler;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.RestResponse;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.transport.netty4.Netty4Plugin;

/** One Elasticsearch node in a folder, on a free port of loopback, which it prints; ends with its standard input. */
final class SearchServer extends Node {
  private SearchServer(Settings settings) {
    super(
        Preparation.of(
            new Environment(settings, null), List.of(Netty4Plugin.class, RootPlugin.class)));
  }

  /** `GET /` is answered by a module that Maven Central does not have. */
  public static final class RootPlugin extends Plugin implements ActionPlugin {
    @Override
    public Collection<RestHandler> getRestHandlers(
        Settings settings,
        NamedWriteableRegistry namedWriteableRegistry,
        RestController restController,
        ClusterSettings clusterSettings,
        IndexScopedSettings indexScopedSettings,
        SettingsFilter settingsFilter,
        IndexNameExpressionResolver indexNameExpressionResolver,
        Supplier<DiscoveryNodes> nodesInCluster,
        Predicate<NodeFeature> clusterSupportsFeature) {
      return List.of(new RootHandler());
    }
  }

  private static final class RootHandler extends BaseRestHandler {
    @Override
    public String getName() {
      return "test_root";
    }

    @Override
    public List<Route> routes() {
      return List.of(new Route(RestRequest.Method.GET, "/"), new Route(RestRequest.Method.HEAD, "/"));
    }

    @Override
    protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client) {
      String body =
          "{\"name\":\"test\",\"cluster_name\":\"drover-test\",\"version\":{\"number\":\""
              + Build.current().version()
              + "\"},\"tagline\":\"You Know, for Search\"}";
      return channel ->
          channel.sendResponse(new RestResponse(RestStatus.OK, "application/json", body));
    }
  }

  public static void main(String[] arguments) throws Exception {
    LogConfigurator.configureESLogging();
    Path home = Path.of(arguments[0]);
    Settings settings =
        Settings.builder()
            .put("path.home", home.toString())
            .put("cluster.name", "drover-test")
            .put("node.name", "test")
            .put("discovery.type", "single-node")
            .put("transport.type", "netty4")
            .put("http.type", "netty4")
            .put("network.host", "127.0.0.1")
            .put("http.port", "0")
            .put("transport.port", "0")
            .put("cluster.routing.allocation.disk.threshold_enabled", false)
            .build();
    Node node = new SearchServer(settings).start();
    HttpServerTransport http = node.injector().getInstance(HttpServerTransport.class);
    System.out.println("listening on " + http.boundAddress().publishAddress().getPort());
    while (System.in.read() != -1) {}
    node.close();
    System.exit(0);
  }
}
