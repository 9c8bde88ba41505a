// An application on npm's wechat-enterprise, unmodified.
//   node server.js <corp id> <token> <EncodingAESKey>
// with NODE_PATH naming the node_modules folder. Prints its port, serves until its input ends.
'use strict';

const http = require('http');
const wechat = require('wechat-enterprise');

const [corpId, token, encodingAESKey] = process.argv.slice(2);
const middleware = wechat({ token, encodingAESKey, corpId }, wechat
  .text((message, req, res) => { res.reply(`收到 ${message.Content}`); })
  .image((message, req, res) => {
    res.reply({ type: 'image', content: { mediaId: message.MediaId } });
  })
  .location((message, req, res) => { res.reply(`${message.Location_X}, ${message.Location_Y}`); })
  .event((message, req, res) => {
    if (message.Event === 'click') {
      res.reply([{ title: message.EventKey, description: 'd', picurl: '', url: 'https://e.cn' }]);
    } else {
      res.reply('');
    }
  }));

const server = http.createServer((req, res) => {
  const url = new URL(req.url, 'http://localhost');
  req.query = Object.fromEntries(url.searchParams);
  middleware(req, res, (error) => {
    res.writeHead(error ? 500 : 404);
    res.end();
  });
});

server.listen(0, '127.0.0.1', () => { console.log(server.address().port); });
process.stdin.resume();
process.stdin.on('end', () => { process.exit(0); });
