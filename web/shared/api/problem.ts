// RFC 9457 problems as the pages meet them. The server writes the texts in the language of the page.
import type { components } from './schema'
import { say, texts } from '../i18n/texts'

export type Problem = components['schemas']['Problem']

const words = texts({
  awayTitle: ['连不上服务器', 'The server cannot be reached'],
  awayDetail: ['网络断开或服务正在重启。已填的内容都还在，稍后重试即可。', 'The network is down or the server restarts. What you typed is kept; try again in a moment.'],
  overtaken: ['你前面的改动其实已经存入，页面已更新。看一下再保存。', 'Your change before this one had been kept after all; the page shows it now. Look at it and save again.'],
  oddTitle: ['服务器的答复读不懂', 'The answer of the server makes no sense'],
  oddDetail: ['状态 {status}。没有任何改动被确认，请重试；若一直如此，把请求号交给管理员。', 'Status {status}. No change was confirmed; try again, and if it stays so give the request id to your administrator.'],
})

/** A call that brought no result: what happened, what is safe, what to do. */
export class ApiProblem extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail ?? problem.title)
  }

  get code() { return this.problem.code }
  get status() { return this.problem.status }

  /** Whether nobody knows if it was carried out: no answer came, or one of a server in trouble. */
  get isLost() { return this.status === 0 || this.status >= 500 || this.code === 'client.answer' || this.code === 'request.running' }

  /** The words for a field, by its JSON pointer (`/name`), or undefined. */
  field(pointer: string): string | undefined {
    return this.problem.errors?.find(e => e.pointer === pointer)?.detail
  }

  static away(): ApiProblem {
    return new ApiProblem({ type: 'about:blank', status: 0, code: 'client.away', title: say(words.awayTitle), detail: say(words.awayDetail), requestId: '' })
  }

  /** A click without an answer had been carried out after all; what is shown now is new. */
  static overtaken(): ApiProblem {
    return new ApiProblem({ type: 'about:blank', status: 409, code: 'client.overtaken', title: say(words.overtaken), requestId: '' })
  }

  static of(body: unknown, response: Response): ApiProblem {
    if (typeof body === 'object' && body !== null && 'code' in body && 'title' in body) return new ApiProblem(body as Problem)
    const status = response.status
    return new ApiProblem({ type: 'about:blank', status, code: 'client.answer', title: say(words.oddTitle), detail: say(words.oddDetail, { status: String(status) }), requestId: response.headers.get('Request-Id') ?? '' })
  }
}
