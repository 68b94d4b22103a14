import { lazy, Suspense } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { HomePage } from './pages/home/home-page.tsx';
import { LoginPage } from './pages/login/login-page.tsx';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { ErrorBoundary } from './shell/error-boundary.tsx';
import { Session } from './shell/session.tsx';
import { Shell } from './shell/shell.tsx';
import { Skeleton } from './ui/skeleton.tsx';

const JobPage = lazy(() => import('./pages/job/job-page.tsx'));
const BuildPage = lazy(() => import('./pages/build/build-page.tsx'));
const GithubPage = lazy(() => import('./pages/github/github-page.tsx'));
const ReportsPage = lazy(() => import('./pages/reports/reports-page.tsx'));
const SettingsPage = lazy(() => import('./pages/settings/settings-page.tsx'));
const QueuePage = lazy(() => import('./pages/queue/queue-page.tsx'));
const WorkerPage = lazy(() => import('./pages/workers/worker-page.tsx'));
const WorkersPage = lazy(() => import('./pages/workers/workers-page.tsx'));

/** Every address of the page. What few people open comes as a file of its own when it is opened. */
export function App() {
  return (
    <ErrorBoundary>
      <Switch>
        <Route path="/login" component={LoginPage} />
        <Route>
          <Session>
            <Shell>
              <Pages />
            </Shell>
          </Session>
        </Route>
      </Switch>
    </ErrorBoundary>
  );
}

function Pages() {
  return (
    <Suspense fallback={<Skeleton lines={6} />}>
      <Switch>
        <Route path="/" component={HomePage} />
        <Route path="/jobs">
          <Redirect to="/" replace />
        </Route>
        <Route path="/jobs/:name/builds/:number">
          {({ name, number }) => <BuildPage key={`${name} ${number}`} job={name} number={Number(number)} />}
        </Route>
        <Route path="/jobs/:name/:view?">
          {({ name, view }) => <JobPage key={name} name={name} view={view ?? 'builds'} />}
        </Route>
        <Route path="/github" component={GithubPage} />
        <Route path="/reports" component={ReportsPage} />
        <Route path="/settings/:view?">{({ view }) => <SettingsPage view={view} />}</Route>
        <Route path="/queue" component={QueuePage} />
        <Route path="/workers" component={WorkersPage} />
        <Route path="/workers/:name">{({ name }) => <WorkerPage key={name} name={name} />}</Route>
        <Route component={NotFoundPage} />
      </Switch>
    </Suspense>
  );
}
